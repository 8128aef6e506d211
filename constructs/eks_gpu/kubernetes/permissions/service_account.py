"""Service accounts of workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, service_account_v1
from eks_gpu.kubernetes.labels import MANAGED_BY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design import ServiceAccountDesign


class ServiceAccount(Construct):
    """A service account. Its role in AWS, where it has one, is bound to its name in the cluster stack.

    It mounts no token for the Kubernetes API; Pod Identity gives its pods their own token, only for AWS.
    """

    def __init__(
        self, scope: Construct, id: str, design: ServiceAccountDesign, *, after: Sequence[ITerraformDependable] = ()
    ) -> None:
        """Create the account; `after` is its namespace."""
        super().__init__(scope, id)
        self.resource: ITerraformDependable = service_account_v1.ServiceAccountV1(
            self,
            "service-account",
            metadata=service_account_v1.ServiceAccountV1Metadata(
                name=design.name, namespace=design.namespace, labels={"app.kubernetes.io/managed-by": MANAGED_BY}
            ),
            automount_service_account_token=False,
            depends_on=list(after) or None,
        )
