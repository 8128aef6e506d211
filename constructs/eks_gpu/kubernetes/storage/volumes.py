"""Claims on shared storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct, TerraformResourceLifecycle, persistent_volume_claim_v1, persistent_volume_v1
from eks_gpu.kubernetes.labels import MANAGED_BY
from eks_gpu.kubernetes.structs import resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design import StorageDesign
    from eks_gpu.design.storage.shared_storage import AccessPointDesign

# A class that does not exist: volume and claim find each other by its name. With none, which is what static volumes
# are documented with, the provider leaves the field out (2.38, `expandPersistentVolumeClaimSpec`), Kubernetes puts the
# default class in, and an empty EBS volume is made instead.
_CLASS = "eks-gpu-static"
# Values of a file system that each kind of volume needs, as `eks_gpu.aws.storage.file_systems` names it.
FILE_SYSTEM_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {"fsx_lustre": ("id", "dns-name", "mount-name"), "efs": ("id",)}
ACCESS_POINT_ID = "access-point-id"


class SharedVolume(Construct):
    """A volume of shared storage, and the claim by which one namespace mounts it.

    Volumes belong to the whole cluster and claims to a namespace, so each namespace has a pair. They can be deleted:
    what is stored stays (`Retain`).

    Attributes:
        resources: Objects that must exist before a pod mounts it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: StorageDesign,
        namespace: str,
        *,
        attributes: Mapping[str, str],
        access_point: AccessPointDesign | None = None,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        """Create the volume and its claim.

        Args:
            scope: The stack of the volume.
            id: Construct id.
            design: The storage.
            namespace: Namespace of the pods that mount it.
            attributes: Values of a file system from `eks_gpu.aws.storage.file_systems`; empty for a bucket. The id of
                an access point is `access-point-id`.
            access_point: The access point that the volume is, of a storage of kind `efs`; None for the whole storage.
            after: Objects that must exist before: the namespace.
        """
        super().__init__(scope, id)
        # No two pairs get the same name, because our names contain no '.'.
        claim_name = access_point.claim if access_point else design.name
        name = f"{namespace}.{claim_name}"
        labels = {"app.kubernetes.io/managed-by": MANAGED_BY}
        volume = resource(
            self,
            "volume",
            persistent_volume_v1,
            "PersistentVolumeV1",
            metadata={"name": name, "labels": labels},
            spec=[
                {
                    "access_modes": [design.access_mode],
                    "capacity": {"storage": design.size},
                    "mount_options": list(design.mount_options) or None,
                    "persistent_volume_reclaim_policy": "Retain",
                    "persistent_volume_source": {"csi": _source(design, name, attributes)},
                    "storage_class_name": _CLASS,
                    # For this claim and no other.
                    "claim_ref": {"name": claim_name, "namespace": namespace},
                }
            ],
        )
        claim = resource(
            self,
            "claim",
            persistent_volume_claim_v1,
            "PersistentVolumeClaimV1",
            metadata={"name": claim_name, "namespace": namespace, "labels": labels},
            spec={
                "access_modes": [design.access_mode],
                "resources": {"requests": {"storage": design.size}},
                "storage_class_name": _CLASS,
                "volume_name": name,
            },
            wait_until_bound=False,
            # Another mode would replace the claim, which its pods hold on to: it would stay Terminating, and no pod
            # could use it. Mountpoint goes by the mode of the volume, which changes in place. And only what was
            # provisioned dynamically can be resized.
            lifecycle=TerraformResourceLifecycle(
                ignore_changes=["spec[0].access_modes", "spec[0].resources[0].requests"]
            ),
            depends_on=[volume, *after],
        )
        self.resources: list[ITerraformDependable] = [claim]


def _source(design: StorageDesign, name: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    if design.spec.fsx_lustre:
        mount = {"dnsname": attributes["dns-name"], "mountname": attributes["mount-name"]}
        return {"driver": design.driver, "volume_handle": attributes["id"], "volume_attributes": mount}
    if design.spec.s3_mount:
        # Kubelet mounts only one of two volumes with the same handle. No `mountpointContainerResourcesRequests…`: the
        # attributes of a volume that exists cannot change, so each plan would show a difference that no apply removes.
        # The driver's own guide advises against requests as well: the Mountpoint pod may find no room next to the pod
        # that waits for it (awslabs/mountpoint-s3-csi-driver#543).
        bucket = {"bucketName": design.spec.s3_mount.bucket, "authenticationSource": "driver"}
        return {"driver": design.driver, "volume_handle": name, "volume_attributes": bucket}
    encrypted = {"encryptInTransit": "true"}
    # The empty part between the colons is a folder, which the access point has already (aws-efs-csi-driver,
    # `pkg/driver/node.go`, `parseVolumeId`). Access points are mounted with TLS in any case.
    point = attributes.get(ACCESS_POINT_ID)
    handle = f"{attributes['id']}::{point}" if point else attributes["id"]
    return {"driver": design.driver, "volume_handle": handle, "volume_attributes": encrypted}
