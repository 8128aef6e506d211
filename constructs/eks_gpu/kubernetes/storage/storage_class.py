"""Storage for volume claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, storage_class_v1
from eks_gpu.design.cluster.owners import OWN_STORAGE_CLASS
from eks_gpu.kubernetes.labels import MANAGED_BY

if TYPE_CHECKING:
    from eks_gpu.bindings import ITerraformDependable


class DefaultStorageClass(Construct):
    """The storage class `gp3`, the default: encrypted volumes that can grow.

    EKS makes no class the default since Kubernetes 1.30, so a claim that names none would wait forever. The volume is
    made in the zone its pod was given; made at once, it could pin the pod to a zone without a GPU group.
    """

    def __init__(self, scope: Construct, id: str, *, default: bool = True, kms_key_arn: str | None = None) -> None:
        """Create the storage class.

        Args:
            scope: The stack of the class.
            id: Construct id.
            default: Whether claims that name no class get it. On a cluster that others made another class may be the
                default; of two, Kubernetes takes the newer one.
            kms_key_arn: Key of its volumes; None for the account's own.
        """
        super().__init__(scope, id)
        self.resource: ITerraformDependable = storage_class_v1.StorageClassV1(
            self,
            "gp3",
            metadata=storage_class_v1.StorageClassV1Metadata(
                name=OWN_STORAGE_CLASS,
                labels={"app.kubernetes.io/managed-by": MANAGED_BY},
                annotations={"storageclass.kubernetes.io/is-default-class": "true"} if default else None,
            ),
            storage_provisioner="ebs.csi.aws.com",
            parameters={"type": "gp3", "encrypted": "true", **({"kmsKeyId": kms_key_arn} if kms_key_arn else {})},
            volume_binding_mode="WaitForFirstConsumer",
            allow_volume_expansion=True,
            reclaim_policy="Delete",
        )
