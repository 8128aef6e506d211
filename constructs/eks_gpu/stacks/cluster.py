"""`<cluster>-cluster`: control plane, add-ons, nodes and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.cluster.control_plane import Cluster
from eks_gpu.aws.cluster.existing_cluster import ExistingCluster
from eks_gpu.aws.monitoring.alarms import Alarms
from eks_gpu.aws.nodes.newer_fields import has_update_strategy, has_warm_pool
from eks_gpu.aws.nodes.node_groups import CpuNodeGroup, GpuNodeGroup, SystemNodeGroup
from eks_gpu.aws.permissions.autoscaler_role import AutoscalerRole
from eks_gpu.aws.permissions.roles import NodeRole
from eks_gpu.aws.permissions.service_accounts import ServiceAccountRole
from eks_gpu.aws.platform.addons import Addons
from eks_gpu.aws.provisioning.karpenter import KarpenterController, PoolPlacementGroup
from eks_gpu.aws.provisioning.pool_nodes import PoolNodes
from eks_gpu.aws.storage.file_systems import ElasticFileSystem
from eks_gpu.aws.storage.given import GivenFileSystem
from eks_gpu.aws.storage.lustre import LustreFileSystem
from eks_gpu.aws.storage.reach import ClusterNetwork
from eks_gpu.bindings import TerraformOutput
from eks_gpu.design.cluster.names import role_name
from eks_gpu.design.cluster.owners import addon_owner
from eks_gpu.design.platform.vpc_cni import VPC_CNI
from eks_gpu.spec.components import THEIRS
from eks_gpu.stacks.base import ClusterStack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.aws.nodes.launch_options import ClusterReferences
    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign

_FILE_SYSTEMS: Mapping[str, type[LustreFileSystem | ElasticFileSystem]] = {
    "fsx_lustre": LustreFileSystem,
    "efs": ElasticFileSystem,
}
# The first version of the AWS provider that was seen to have `warm_pool_config` and `update_strategy`, which are newer
# than the bindings of cdktf and the version that they pin. Those of cdktn pin this one.
NEWER_PROVIDER = "6.69.1"
# The provider checks tiers against its SDK, which has this one since 2026-03 (hashicorp/terraform-provider-aws#46976).
_LARGEST_TIER = "tier-8xl"


class ClusterResourcesStack(ClusterStack):
    """The EKS cluster, created or existing, and everything AWS that belongs to it."""

    def __init__(self, scope: Construct, design: TerraformDesign) -> None:
        """Create the stack."""
        super().__init__(scope, "cluster", design)
        private_subnet_ids, pod_subnet_ids = self.subnet_ids()
        existing = design.spec.existing_cluster
        cluster = (
            ExistingCluster(self, "eks", design, mounts=any(one.kind in _FILE_SYSTEMS for one in design.storage))
            if existing
            else Cluster(
                self,
                "eks",
                design,
                control_plane_subnet_ids=[private_subnet_ids[zone] for zone in design.network.control_plane_zones],
            )
        )
        network_addons = Addons(
            self,
            "network-addons",
            design,
            stages=("agent", "network"),
            cluster_name=cluster.name,
            pod_subnet_ids=pod_subnet_ids,
        )
        version, region = design.spec.kubernetes_version, design.spec.region
        iam = design.spec.iam
        given_roles = {
            "system": iam.system_node_role_arn,
            "gpu": iam.gpu_node_role_arn,
            "cpu": iam.system_node_role_arn,
        }
        node_roles = [*([] if existing else ["system"]), "gpu", *(["cpu"] if design.cpu_groups else [])]
        roles = {
            kind: NodeRole(
                self,
                f"node-role-{kind}",
                name=role_name(design.name, region, f"nodes-{kind}"),
                partition=design.partition,
                boundary=iam.permissions_boundary,
                path=iam.path,
                ssm=iam.ssm,
                policies_too=iam.node_policies,
                # The CNI of others may have a role of its own or not; without permissions a node stays NotReady.
                cni=addon_owner(design.spec, VPC_CNI) == THEIRS,
            )
            for kind in node_roles
            if given_roles[kind] is None
        }
        role_arns = {kind: roles[kind].arn if kind in roles else str(given_roles[kind]) for kind in node_roles}
        attached = {kind: list(roles[kind].attachments) if kind in roles else [] for kind in node_roles}
        system = None
        if not existing:
            system = SystemNodeGroup(
                self,
                "system",
                design.system,
                cluster_name=cluster.name,
                kubernetes_version=version,
                node_role_arn=role_arns["system"],
                subnet_ids=private_subnet_ids,
                cluster=cluster.references,
                after=[*network_addons.resources, *attached["system"]],
            )
        after = [system.resource] if system else []
        Addons(self, "system-addons", design, stages=("system",), cluster_name=cluster.name, after=after)
        self._storage(cluster, private_subnet_ids)
        for group in design.groups:
            kind = "gpu" if group.has_gpus else "cpu"
            (GpuNodeGroup if group.has_gpus else CpuNodeGroup)(
                self,
                group.id,
                group,
                cluster_name=cluster.name,
                kubernetes_version=version,
                node_role_arn=role_arns[kind],
                subnet_ids=private_subnet_ids,
                cluster=cluster.references,
                after=[*network_addons.resources, *attached[kind]],
            )
        updates = [design.system.update, *(group.update for group in design.groups)]
        largest = design.spec.control_plane.scaling_tier == _LARGEST_TIER and not has_update_strategy()
        too_new = (
            largest
            or (any(update.minimal for update in updates) and not has_update_strategy())
            or (any(group.spec.warm_pool for group in design.groups) and not has_warm_pool())
        )
        if too_new:
            self.add_override("terraform.required_providers.aws.version", NEWER_PROVIDER)
        if design.autoscaler:
            AutoscalerRole(self, "autoscaler", design, cluster_name=cluster.name)
        self._provisioner(cluster.name)
        if design.alarms:
            topics = design.spec.monitoring.alarm_topics
            Alarms(self, "alarms", design.alarms, cluster_name=design.cluster_name, topics=topics)
        service_roles: dict[str, str] = {}
        for account in design.service_accounts:
            if account.role_name:
                made = ServiceAccountRole(
                    self,
                    f"service-account-{account.id}",
                    account,
                    cluster_name=cluster.name,
                    cluster_arn=cluster.resource.arn,
                    boundary=design.spec.iam.permissions_boundary,
                    path=design.spec.iam.path,
                )
                service_roles[f"role-arn-{account.id}"] = made.arn
        self._outputs(cluster, role_arns, service_roles)

    def _provisioner(self, cluster_name: str) -> None:
        """The part of the provisioner that is in AWS; Auto Mode itself is a setting of the cluster."""
        design, provisioner = self.design, self.design.provisioner
        if provisioner is None:
            return
        PoolNodes(self, "pool-nodes", design, provisioner, cluster_name=cluster_name)
        if not provisioner.auto:
            KarpenterController(self, "karpenter", design, provisioner, cluster_name=cluster_name)
        for pool, name in provisioner.placement_groups.items():
            PoolPlacementGroup(self, pool, name=name)

    def _of_pools(self, references: ClusterReferences) -> dict[str, str | list[str]]:
        """Security groups that node pools' classes name; without pools, nobody reads them."""
        if not self.design.pools:
            return {}
        groups = references.node_security_group_ids or (references.security_group_id,)
        efa = references.efa_security_group_id
        return {POOL_GROUPS_OUTPUT: list(groups), **({EFA_GROUP_OUTPUT: efa} if efa else {})}

    def _outputs(
        self, cluster: Cluster | ExistingCluster, role_arns: Mapping[str, str], service_roles: Mapping[str, str]
    ) -> None:
        """Values that other stacks and people need; names are part of the contract (docs/reference/outputs.md)."""
        known = cluster.attributes
        values: dict[str, str | list[str]] = {
            "cluster-name": cluster.name,
            "cluster-arn": cluster.resource.arn,
            "endpoint": cluster.resource.endpoint,
            "certificate-authority": known.certificate_authority,
            "oidc-issuer": known.oidc_issuer,
            "cluster-security-group-id": known.security_group_id,
            **(
                {"cluster-role-arn": cluster.role_arn, "secrets-key-arn": cluster.secrets_key_arn}
                if isinstance(cluster, Cluster)
                else {}
            ),
            **{f"node-role-arn-{kind}": arn for kind, arn in role_arns.items()},
            **service_roles,
            **self._of_pools(cluster.references),
        }
        for name, value in values.items():
            TerraformOutput(self, name, value=value)

    def _storage(self, cluster: Cluster | ExistingCluster, private_subnet_ids: Mapping[str, str]) -> None:
        """File systems, and what their volumes need to know of them as outputs; a bucket is there already."""
        network = ClusterNetwork(
            vpc_id=cluster.attributes.vpc_id,
            nodes_security_group_id=cluster.mounting_group_id,
            subnet_ids=private_subnet_ids,
        )
        for storage in self.design.storage:
            kind = _FILE_SYSTEMS.get(storage.kind)
            if kind is None:
                continue
            made = (
                GivenFileSystem(self, storage.id, self.design, storage)
                if storage.given_id
                else kind(self, storage.id, self.design, storage, network=network)
            )
            for attribute, value in made.attributes.items():
                TerraformOutput(self, storage_output(storage.name, attribute), value=value)
            if not isinstance(made, LustreFileSystem):
                for name, point in made.access_points.items():
                    TerraformOutput(self, access_point_output(storage.name, name), value=point.id)


# Outputs of clusters with node pools; part of the stack's contract.
POOL_GROUPS_OUTPUT, EFA_GROUP_OUTPUT = "pool-security-group-ids", "efa-security-group-id"


def storage_output(storage: str, attribute: str) -> str:
    """Name of the output that holds an attribute of a file system; part of the stack's contract."""
    return f"storage-{storage}-{attribute}"


def access_point_output(storage: str, access_point: str) -> str:
    """Name of the output that holds an access point's id; no storage can have it, because names contain no '_'."""
    return f"storage-{storage}_{access_point}-id"
