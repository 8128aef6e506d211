"""A whole declaration, made complete."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.design.access import TeamAccess, private_cidrs, team_access
from eks_gpu.design.autoscaling.autoscaler import AutoscalerDesign, design_autoscaler
from eks_gpu.design.charts.provisioning import provisioning_releases
from eks_gpu.design.charts.releases import design_releases, release_namespaces
from eks_gpu.design.cluster.names import partition
from eks_gpu.design.cluster.owners import autoscaler_kind
from eks_gpu.design.monitoring.alarms import AlarmDesign, design_alarms
from eks_gpu.design.monitoring.dcgm_exporter import DcgmExporterDesign, design_dcgm_exporter
from eks_gpu.design.network import KARPENTER_ENDPOINTS, NetworkDesign, design_network
from eks_gpu.design.nodes.cpu_groups import CpuGroupDesign, design_cpu_groups
from eks_gpu.design.nodes.defaults import with_defaults
from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign, design_gpu_groups
from eks_gpu.design.nodes.groups import GroupDesign, MachinesDesign, NodesDesign, derived_tags
from eks_gpu.design.nodes.pools import KARPENTER, NodePoolDesign, design_pools
from eks_gpu.design.nodes.system_group import SystemGroupDesign, design_system_group
from eks_gpu.design.permissions.service_accounts import ServiceAccountDesign, design_service_accounts
from eks_gpu.design.placement.node_models import GroupModels, model_groups
from eks_gpu.design.placement.pool_models import model_pools
from eks_gpu.design.platform.addons import AddonDesign, design_addons
from eks_gpu.design.platform.device_plugin import DevicePluginDesign, design_device_plugin
from eks_gpu.design.platform.efa_plugin import EfaPluginDesign, design_efa_plugin
from eks_gpu.design.platform.prepull import PrepullDesign, design_prepulls
from eks_gpu.design.platform.vpc_cni import design_cni
from eks_gpu.design.provisioning.provisioner import ProvisionerDesign, design_provisioner
from eks_gpu.design.queueing.queueing import QueueingDesign, design_queueing
from eks_gpu.design.quotas import QuotaNeed, quota_needs
from eks_gpu.design.storage.shared_storage import StorageDesign, design_storage
from eks_gpu.design.workloads.namespaces import NamespaceDesign, design_namespaces
from eks_gpu.design.workloads.schedulability import WorkloadFit, judge_workloads
from eks_gpu.design.workloads.workload import WorkloadDesign, design_workloads
from eks_gpu.on_first_use import dataclass
from eks_gpu.spec.components import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.charts.release import ReleaseDesign
    from eks_gpu.spec import ClusterSpec
    from eks_gpu.spec.reading.attached import AttachedFile


@dataclass(frozen=True)
class ClusterDesign:
    """Everything that is decided about a cluster, and nothing that is not.

    Attributes:
        spec: The cluster file's content.
        partition: AWS partition of the region, for ARNs.
        tags: On every AWS resource.
        network: Subnets, NAT, endpoints.
        private_cidrs: Address blocks that may reach the private endpoint of the API.
        teams: Access entries of teams.
        addons: In the order in which they are made; those of others among them, which are only counted.
        system: The nodes for everything but GPU work; without types and zones on an existing cluster.
        gpu_groups: GPU groups of which the catalogue knows a type.
        cpu_groups: CPU groups of which the catalogue knows a type.
        pools: GPU node pools of which the catalogue knows a type; none without a provisioner.
        provisioner: The provisioner's part in AWS; None without one.
        nodes: The two models of the nodes of each of those groups and pools: GPU groups, CPU groups, pools.
        system_nodes: The models of the system nodes; None if the catalogue knows none of their types.
        device_plugin: On AL2023 groups; None if there is none, or it is another's.
        dcgm_exporter: On all GPU groups; None if it is not asked for.
        prepulls: Groups that pull images beforehand.
        alarms: In CloudWatch; none unless they are asked for.
        efa_plugin: On groups with EFA; None if there is none, or it is another's.
        autoscaler: eks-gpu's own; None where the user wants none, or others run one.
        namespaces: Those that are made, with their quotas.
        storage: Shared storage of which the kind is given.
        service_accounts: Service accounts of the workloads' pods.
        workloads: All workloads.
        quotas: EC2 quotas that it needs at its largest.
        schedulability: Where each of them runs, and why not.
        queueing: Kueue and its queues; None if pods start without asking.
        releases: Helm releases, in the order in which they are made.
        release_namespaces: Namespaces that the platform stack makes for them.
        files: The files that it names, by the paths that name them.
    """

    spec: ClusterSpec
    partition: str
    tags: Mapping[str, str]
    network: NetworkDesign
    private_cidrs: tuple[str, ...]
    teams: tuple[TeamAccess, ...]
    addons: tuple[AddonDesign, ...]
    system: SystemGroupDesign
    gpu_groups: tuple[GpuGroupDesign, ...]
    cpu_groups: tuple[CpuGroupDesign, ...]
    pools: tuple[NodePoolDesign, ...]
    provisioner: ProvisionerDesign | None
    nodes: tuple[GroupModels, ...]
    system_nodes: GroupModels | None
    device_plugin: DevicePluginDesign | None
    dcgm_exporter: DcgmExporterDesign | None
    prepulls: tuple[PrepullDesign, ...]
    alarms: tuple[AlarmDesign, ...]
    efa_plugin: EfaPluginDesign | None
    autoscaler: AutoscalerDesign | None
    namespaces: tuple[NamespaceDesign, ...]
    storage: tuple[StorageDesign, ...]
    service_accounts: tuple[ServiceAccountDesign, ...]
    workloads: tuple[WorkloadDesign, ...]
    quotas: tuple[QuotaNeed, ...]
    schedulability: tuple[WorkloadFit, ...]
    queueing: QueueingDesign | None = None
    releases: tuple[ReleaseDesign, ...] = ()
    release_namespaces: tuple[str, ...] = ()
    files: Mapping[str, AttachedFile] = field(default_factory=dict)

    @property
    def autoscaled(self) -> bool:
        """Whether a Cluster Autoscaler scales the groups: eks-gpu's own, or one that others run."""
        return self.autoscaler is not None or autoscaler_kind(self.spec) == "existing"

    @property
    def name(self) -> str:
        """Name of the cluster's stacks and roles."""
        return self.spec.name

    @property
    def cluster_name(self) -> str:
        """Name of the cluster in EKS."""
        return self.spec.cluster_name

    @property
    def groups(self) -> tuple[GroupDesign, ...]:
        """All groups that the autoscaler sizes: GPU groups, then CPU groups."""
        return (*self.gpu_groups, *self.cpu_groups)

    def pool(self, name: str) -> NodePoolDesign | None:
        """The node pool of this name; None if there is none."""
        return next((pool for pool in self.pools if pool.name == name), None)

    @property
    def gpu_nodes(self) -> tuple[GpuGroupDesign | NodePoolDesign, ...]:
        """All GPU nodes: GPU groups, then node pools."""
        return (*self.gpu_groups, *self.pools)

    @property
    def served(self) -> tuple[GpuGroupDesign | NodePoolDesign, ...]:
        """GPU nodes on which eks-gpu's own plugins and exporters run: all but those of Auto Mode."""
        return tuple(group for group in self.gpu_nodes if not group.self_served)

    @property
    def scaled(self) -> tuple[MachinesDesign, ...]:
        """All nodes that somebody sizes by the pods: groups, then node pools."""
        return (*self.groups, *self.pools)

    @property
    def all_models(self) -> tuple[GroupModels, ...]:
        """The models of all nodes that are known: the groups, then the system nodes."""
        return (*self.nodes, *((self.system_nodes,) if self.system_nodes else ()))

    @property
    def all_groups(self) -> tuple[NodesDesign, ...]:
        """All nodes: the system group first, without it where the catalogue knows none of its types."""
        return (*((self.system,) if self.system.types else ()), *self.groups)

    @property
    def all_machines(self) -> tuple[MachinesDesign, ...]:
        """All nodes, whoever starts them: those of `all_groups`, then node pools."""
        return (*self.all_groups, *self.pools)


def design_cluster(spec: ClusterSpec, files: Mapping[str, AttachedFile] | None = None) -> ClusterDesign:
    """Make a declaration complete.

    Args:
        spec: The declaration.
        files: The files that it names, by the paths that name them.
    """
    files = files or {}
    spec = with_defaults(spec)
    karpenter = spec.provisioner is not None and spec.provisioner.kind == KARPENTER
    network = design_network(
        spec.network,
        existing_cluster=spec.existing_cluster,
        endpoints=KARPENTER_ENDPOINTS if karpenter else (),
    )
    gpu_groups, cpu_groups = design_gpu_groups(spec, network), design_cpu_groups(spec, network)
    groups, pools = (*gpu_groups, *cpu_groups), design_pools(spec, network)
    # Auto Mode serves the devices of its nodes itself.
    gpu_nodes = (*gpu_groups, *(pool for pool in pools if not pool.auto))
    addons, device_plugin = design_addons(spec, gpu_groups, network), design_device_plugin(spec, gpu_nodes)
    # Another's plugin takes room on the nodes as well; it is taken for one like eks-gpu's own.
    nodes = (
        *model_groups(spec, groups, addons, device_plugin),
        *model_pools(spec, pools, addons, device_plugin),
    )
    system = design_system_group(spec, network)
    system_nodes = next(iter(model_groups(spec, [system] if system.types else [], addons, None)), None)
    workloads = design_workloads(spec, nodes, system_nodes)
    provisioning = provisioning_releases(spec, network, pools, system, design_cni(addons))
    queueing = design_queueing(spec, nodes, system, workloads)
    releases = design_releases(spec, files, provisioning, queueing)
    return ClusterDesign(
        spec=spec,
        partition=partition(spec.region),
        tags=derived_tags(spec),
        network=network,
        private_cidrs=private_cidrs(spec),
        teams=team_access(spec),
        addons=addons,
        system=system,
        gpu_groups=gpu_groups,
        cpu_groups=cpu_groups,
        pools=pools,
        provisioner=design_provisioner(spec, pools),
        nodes=nodes,
        system_nodes=system_nodes,
        device_plugin=device_plugin if spec.device_plugin == OURS else None,
        dcgm_exporter=design_dcgm_exporter(spec, gpu_nodes),
        prepulls=design_prepulls(spec, (system, *groups, *pools)),
        alarms=design_alarms(spec, gpu_groups),
        efa_plugin=design_efa_plugin(spec, (*gpu_nodes, *cpu_groups)) if spec.efa_plugin == OURS else None,
        autoscaler=design_autoscaler(spec, groups, system, network),
        namespaces=design_namespaces(spec, (*gpu_groups, *pools), workloads),
        storage=design_storage(spec),
        service_accounts=design_service_accounts(spec),
        workloads=workloads,
        quotas=quota_needs(system, (*groups, *pools)),
        schedulability=judge_workloads(spec, workloads, nodes, system_nodes),
        queueing=queueing,
        releases=releases,
        release_namespaces=release_namespaces(spec, releases),
        files=files,
    )
