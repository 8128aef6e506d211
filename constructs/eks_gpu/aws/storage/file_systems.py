"""File systems that pods share, and what Mountpoint may do in a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.storage.reach import protected, storage_security_group
from eks_gpu.bindings import (
    Construct,
    efs_access_point,
    efs_file_system,
    efs_mount_target,
    vpc_security_group_ingress_rule,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.aws.storage.reach import ClusterNetwork
    from eks_gpu.design import StorageDesign
    from eks_gpu.design.storage.shared_storage import AccessPointDesign
    from eks_gpu.templates import TerraformDesign

_NFS_PORT = 2049
# Mode of a folder that EFS creates for an access point: its group writes too, so that several users can share it.
_FOLDER_MODE = "770"


class ElasticFileSystem(Construct):
    """An encrypted file system of EFS that only the cluster's nodes can reach, at an address in every zone."""

    def __init__(
        self, scope: Construct, id: str, design: TerraformDesign, storage: StorageDesign, *, network: ClusterNetwork
    ) -> None:
        """Create the file system of a storage of kind `efs`."""
        super().__init__(scope, id)
        group = storage_security_group(self, design, storage, network.vpc_id, "NFS")
        vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
            self,
            "from-nodes",
            security_group_id=group.id,
            referenced_security_group_id=network.nodes_security_group_id,
            description="NFS",
            ip_protocol="tcp",
            from_port=_NFS_PORT,
            to_port=_NFS_PORT,
        )
        self.resource = efs_file_system.EfsFileSystem(
            self,
            "file-system",
            encrypted=True,
            performance_mode="generalPurpose",
            # Billed by what is read and written; bursting is slow while little is stored.
            throughput_mode="elastic",
            tags={"Name": f"{design.name}-{storage.name}"},
            lifecycle=protected(design),
        )
        for zone, subnet in network.subnet_ids.items():
            efs_mount_target.EfsMountTarget(
                self, zone, file_system_id=self.resource.id, subnet_id=subnet, security_groups=[group.id]
            )
        self.access_points = {
            point.name: make_access_point(self, self.resource.id, f"{design.name}-{storage.name}-{point.name}", point)
            for point in storage.access_points
        }

    @property
    def attributes(self) -> dict[str, str]:
        """Values that a volume needs, by output name."""
        return {"id": self.resource.id}


def make_access_point(
    scope: Construct, file_system_id: str, tag: str, point: AccessPointDesign
) -> efs_access_point.EfsAccessPoint:
    """An access point of an EFS file system, whoever made the file system."""
    spec = point.spec
    return efs_access_point.EfsAccessPoint(
        scope,
        f"access-point-{spec.name}",
        file_system_id=file_system_id,
        posix_user={"uid": spec.user, "gid": spec.group},
        # Without `creation_info` mounting a folder that does not exist fails.
        root_directory={
            "path": spec.path,
            "creation_info": {"owner_uid": spec.user, "owner_gid": spec.group, "permissions": _FOLDER_MODE},
        },
        tags={"Name": tag},
    )


def bucket_policy(partition: str, storages: Sequence[StorageDesign]) -> str:
    """Mountpoint's permissions: in each bucket below its prefix, with write access only where the file asks for it.

    The actions are those of Mountpoint's `doc/CONFIGURATION.md`, "IAM permissions".
    """
    statements: list[policies.Statement] = []
    for index, storage in enumerate(storages):
        spec = storage.spec.s3_mount
        if spec is None:
            continue
        bucket, prefix = f"arn:{partition}:s3:::{spec.bucket}", spec.prefix or ""
        below = {"StringLike": {"s3:prefix": f"{prefix}*"}} if prefix else None
        writes = ("s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject") if spec.writable else ()
        statements.append(policies.allow(["s3:ListBucket"], [bucket], sid=f"List{index}", condition=below))
        statements.append(policies.allow(["s3:GetObject", *writes], [f"{bucket}/{prefix}*"], sid=f"Objects{index}"))
        if spec.kms_key_arn:
            keys = ["kms:Decrypt", *(("kms:GenerateDataKey",) if spec.writable else ())]
            statements.append(policies.allow(keys, [spec.kms_key_arn], sid=f"Key{index}"))
    return policies.document(*statements)
