"""File systems that pods share, and what Mountpoint may do in a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.aws.permissions import policies
from eks_gpu.bindings import (
    Construct,
    TerraformResourceLifecycle,
    efs_access_point,
    efs_file_system,
    efs_mount_target,
    fsx_lustre_file_system,
    security_group,
    vpc_security_group_egress_rule,
    vpc_security_group_ingress_rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design import StorageDesign
    from eks_gpu.design.storage.shared_storage import AccessPointDesign
    from eks_gpu.templates import TerraformDesign

# FSx for Lustre user guide, "File system access control with Amazon VPC": both sides open connections.
_LUSTRE_PORTS = ((988, 988), (1018, 1023))
_NFS_PORT = 2049
_LUSTRE_VERSION = "2.15"
# Mode of a folder that EFS creates for an access point: its group writes too, so that several users can share it.
_FOLDER_MODE = "770"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterNetwork:
    """Where a file system is to be reached: the network of a cluster's nodes.

    Attributes:
        vpc_id: The VPC.
        nodes_security_group_id: EKS's cluster security group, which all nodes have.
        subnet_ids: Private subnets by zone.
    """

    vpc_id: str
    nodes_security_group_id: str
    subnet_ids: Mapping[str, str]


class LustreFileSystem(Construct):
    """A file system of FSx for Lustre that only the cluster's nodes can reach.

    The values that mounting it requires are in `attributes`. While deletion protection is on, Terraform refuses
    whatever would replace it; taken out of the declaration, it is destroyed all the same.
    """

    def __init__(
        self, scope: Construct, id: str, design: TerraformDesign, storage: StorageDesign, *, network: ClusterNetwork
    ) -> None:
        """Create the file system of a storage of kind `fsx_lustre`."""
        super().__init__(scope, id)
        spec = storage.spec.fsx_lustre
        if spec is None:
            msg = f"{storage.name} is no fsx_lustre"
            raise ValueError(msg)
        group = _security_group(self, design, storage, network.vpc_id, "Lustre")
        self._rules(group.id, network.nodes_security_group_id)
        persistent = spec.deployment == "persistent"
        self.resource = fsx_lustre_file_system.FsxLustreFileSystem(
            self,
            "file-system",
            subnet_ids=[network.subnet_ids[spec.zone]],
            security_group_ids=[group.id],
            storage_capacity=spec.size_gib,
            storage_type="SSD",
            deployment_type="PERSISTENT_2" if persistent else "SCRATCH_2",
            per_unit_storage_throughput=spec.throughput_mibs_per_tib if persistent else None,
            file_system_type_version=_LUSTRE_VERSION,
            # Free, and what is read and written is often less than the network.
            data_compression_type="LZ4",
            # Backups are billed by size; checkpoints and copies of datasets are rarely worth them.
            automatic_backup_retention_days=0 if persistent else None,
            tags={"Name": f"{design.name}-{storage.name}"},
            lifecycle=_protected(design),
        )

    @property
    def attributes(self) -> dict[str, str]:
        """Values that a volume needs, by output name."""
        return {"id": self.resource.id, "dns-name": self.resource.dns_name, "mount-name": self.resource.mount_name}

    def _rules(self, servers: str, nodes: str) -> None:
        for low, high in _LUSTRE_PORTS:
            for key, group, source in (
                ("nodes", servers, nodes),
                ("servers", servers, servers),
                ("servers-to-nodes", nodes, servers),
            ):
                vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
                    self,
                    f"from-{key}-{low}",
                    security_group_id=group,
                    referenced_security_group_id=source,
                    description="Lustre",
                    ip_protocol="tcp",
                    from_port=low,
                    to_port=high,
                )
        for key, target in (("nodes", nodes), ("servers", servers)):
            vpc_security_group_egress_rule.VpcSecurityGroupEgressRule(
                self,
                f"to-{key}",
                security_group_id=servers,
                referenced_security_group_id=target,
                description="Lustre",
                ip_protocol="-1",
            )


class ElasticFileSystem(Construct):
    """An encrypted file system of EFS that only the cluster's nodes can reach, at an address in every zone."""

    def __init__(
        self, scope: Construct, id: str, design: TerraformDesign, storage: StorageDesign, *, network: ClusterNetwork
    ) -> None:
        """Create the file system of a storage of kind `efs`."""
        super().__init__(scope, id)
        group = _security_group(self, design, storage, network.vpc_id, "NFS")
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
            lifecycle=_protected(design),
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


def _security_group(
    scope: Construct, design: TerraformDesign, storage: StorageDesign, vpc_id: str, what: str
) -> security_group.SecurityGroup:
    name = f"{design.name}-{storage.name}"
    return security_group.SecurityGroup(
        scope,
        "security-group",
        name=f"{name}-storage",
        description=f"{what} between the nodes and {storage.name}",
        vpc_id=vpc_id,
        tags={"Name": name},
    )


def _protected(design: TerraformDesign) -> TerraformResourceLifecycle | None:
    return TerraformResourceLifecycle(prevent_destroy=True) if design.spec.deletion_protection else None
