"""File systems of FSx for Lustre, and their links to buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.storage.reach import protected, storage_security_group
from eks_gpu.bindings import (
    Construct,
    fsx_data_repository_association,
    fsx_lustre_file_system,
    vpc_security_group_egress_rule,
    vpc_security_group_ingress_rule,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.aws.storage.reach import ClusterNetwork
    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design import StorageDesign
    from eks_gpu.design.storage.shared_storage import DataRepositoryDesign
    from eks_gpu.templates import TerraformDesign

# FSx for Lustre user guide, "File system access control with Amazon VPC": both sides open connections.
_LUSTRE_PORTS = ((988, 988), (1018, 1023))
_LUSTRE_VERSION = "2.15"


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
        group = storage_security_group(self, design, storage, network.vpc_id, "Lustre")
        rules = [*self._rules(group.id, network.nodes_security_group_id, efa=spec.efa)]
        persistent = spec.deployment == "persistent"
        iops = spec.metadata_iops
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
            metadata_configuration=_metadata(iops) if iops else None,
            efa_enabled=spec.efa or None,
            # Free, and what is read and written is often less than the network.
            data_compression_type="LZ4",
            # Backups are billed by size; checkpoints and copies of datasets are rarely worth them.
            automatic_backup_retention_days=0 if persistent else None,
            tags={"Name": f"{design.name}-{storage.name}"},
            lifecycle=protected(design),
            # FSx looks at the rules when it creates a file system, and refuses without them (user guide, "Creating an
            # FSx for Lustre file system fails").
            depends_on=rules,
        )
        link_buckets(self, self.resource.id, f"{design.name}-{storage.name}", storage.data_repositories)

    @property
    def attributes(self) -> dict[str, str]:
        """Values that a volume needs, by output name."""
        return {"id": self.resource.id, "dns-name": self.resource.dns_name, "mount-name": self.resource.mount_name}

    def _rules(self, servers: str, nodes: str, *, efa: bool) -> Iterator[ITerraformDependable]:
        """Both sides' rules: Lustre's ports, and everything for EFA, whose protocol has no ports.

        EFA takes only rules that name a security group, so nodes need one besides the cluster's own rule to anywhere.
        """
        ports = [("-1", None, None)] if efa else [("tcp", low, high) for low, high in _LUSTRE_PORTS]
        for protocol, low, high in ports:
            for key, group, source in (
                ("nodes", servers, nodes),
                ("servers", servers, servers),
                ("servers-to-nodes", nodes, servers),
            ):
                yield vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
                    self,
                    f"from-{key}-{low or 'efa'}",
                    security_group_id=group,
                    referenced_security_group_id=source,
                    description="Lustre",
                    ip_protocol=protocol,
                    from_port=low,
                    to_port=high,
                )
        targets = [("nodes", servers, nodes), ("servers", servers, servers)]
        for key, group, target in [*targets, *([("nodes-to-servers", nodes, servers)] if efa else [])]:
            yield vpc_security_group_egress_rule.VpcSecurityGroupEgressRule(
                self,
                f"to-{key}" if group == servers else key,
                security_group_id=group,
                referenced_security_group_id=target,
                description="Lustre",
                ip_protocol="-1",
            )


def link_buckets(scope: Construct, file_system_id: str, tag: str, links: tuple[DataRepositoryDesign, ...]) -> None:
    """Links of a file system's folders to buckets, whoever made the file system.

    Destroying a link leaves the files that FSx has loaded, and every object.
    """
    for link in links:
        fsx_data_repository_association.FsxDataRepositoryAssociation(
            scope,
            link.id,
            file_system_id=file_system_id,
            file_system_path=link.spec.path,
            data_repository_path=link.url,
            # Without it, pods see no object that is there already.
            batch_import_meta_data_on_create=True,
            s3={
                **({"auto_import_policy": {"events": link.imported}} if link.imported else {}),
                **({"auto_export_policy": {"events": link.exported}} if link.exported else {}),
            },
            # FSx makes one link of a file system after the other.
            timeouts={"create": "60m", "update": "60m", "delete": "60m"},
            tags={"Name": tag},
        )


def _metadata(iops: str | int) -> dict[str, str | int]:
    return {"mode": "AUTOMATIC"} if isinstance(iops, str) else {"mode": "USER_PROVISIONED", "iops": iops}
