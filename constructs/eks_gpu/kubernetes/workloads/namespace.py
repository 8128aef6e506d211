"""Namespaces for workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, namespace_v1, resource_quota_v1
from eks_gpu.kubernetes.labels import MANAGED_BY

if TYPE_CHECKING:
    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design import NamespaceDesign


# By this label the AWS Load Balancer Controller has the namespace's new pods wait until their load balancer finds them
# healthy. Otherwise an update stops old pods before their successors get requests (docs/deploy/pod_readiness_gate.md).
_WAITING = {"elbv2.k8s.aws/pod-readiness-gate-inject": "enabled"}


class Namespace(Construct):
    """A namespace, with a quota of GPUs where there is one.

    The quota is on `requests.`: for extended resources Kubernetes counts no other. It accepts a quota on
    `limits.nvidia.com/gpu` too, but that limits nothing ("Resource quota for extended resources").

    Attributes:
        resources: Objects that must exist before a workload in it: a pod is refused while the namespace has no service
            account, and is not counted while there is no quota.
    """

    def __init__(self, scope: Construct, id: str, design: NamespaceDesign) -> None:
        """Create the namespace."""
        super().__init__(scope, id)
        managed = {"app.kubernetes.io/managed-by": MANAGED_BY}
        namespace = namespace_v1.NamespaceV1(
            self,
            "namespace",
            metadata=namespace_v1.NamespaceV1Metadata(
                name=design.name, labels={**managed, **(_WAITING if design.waits_for_targets else {})}
            ),
            wait_for_default_service_account=True,
            timeouts=namespace_v1.NamespaceV1Timeouts(delete=design.delete_timeout),
        )
        self.resources: list[ITerraformDependable] = [namespace]
        if design.limits is not None:
            self.resources.append(
                resource_quota_v1.ResourceQuotaV1(
                    self,
                    "gpu-quota",
                    metadata=resource_quota_v1.ResourceQuotaV1Metadata(
                        name="gpu", namespace=design.name, labels=managed
                    ),
                    spec=resource_quota_v1.ResourceQuotaV1Spec(
                        hard={f"requests.{name}": str(most) for name, most in design.limits.items()},
                    ),
                    depends_on=[namespace],
                )
            )
