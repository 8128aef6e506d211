"""A whole declaration, made complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eks_gpu.design.access import TeamAccess, private_cidrs, team_access
from eks_gpu.design.autoscaling.autoscaler import AutoscalerDesign, design_autoscaler
from eks_gpu.design.charts.releases import ReleaseDesign, design_releases, release_namespaces
from eks_gpu.design.cluster.names import partition
from eks_gpu.design.monitoring.alarms import AlarmDesign, design_alarms
from eks_gpu.design.monitoring.dcgm_exporter import DcgmExporterDesign, design_dcgm_exporter
from eks_gpu.design.network import NetworkDesign, design_network
from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign, derived_tags, design_gpu_groups
from eks_gpu.design.nodes.system_group import SystemGroupDesign, design_system_group
from eks_gpu.design.permissions.service_accounts import ServiceAccountDesign, design_service_accounts
from eks_gpu.design.placement.node_models import GroupModels, model_groups
from eks_gpu.design.platform.addons import AddonDesign, design_addons
from eks_gpu.design.platform.device_plugin import DevicePluginDesign, design_device_plugin
from eks_gpu.design.platform.efa_plugin import EfaPluginDesign, design_efa_plugin
from eks_gpu.design.platform.prepull import PrepullDesign, design_prepulls
from eks_gpu.design.quotas import QuotaNeed, quota_needs
from eks_gpu.design.storage.shared_storage import StorageDesign, design_storage
from eks_gpu.design.workloads.namespaces import NamespaceDesign, design_namespaces
from eks_gpu.design.workloads.schedulability import WorkloadFit, judge_workloads
from eks_gpu.design.workloads.workload import WorkloadDesign, design_workloads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.spec import ClusterSpec
    from eks_gpu.spec.reading.attached import AttachedFile


@dataclass(frozen=True, slots=True)
class ClusterDesign:
    """Everything that is decided about a cluster, and nothing that is not.

    Attributes:
        spec: The cluster file's content.
        partition: AWS partition of the region, for ARNs.
        tags: On every AWS resource.
        network: Subnets, NAT, endpoints.
        private_cidrs: Address blocks that may reach the private endpoint of the API.
        teams: Access entries of teams.
        addons: In the order in which they are made.
        system: The nodes for everything but GPU work.
        gpu_groups: Groups of which the catalogue knows a type.
        nodes: The two models of the nodes of each of those groups.
        device_plugin: On AL2023 groups; None if there is none.
        dcgm_exporter: On all GPU groups; None if it is not asked for.
        prepulls: Groups that pull images beforehand.
        alarms: In CloudWatch; none unless they are asked for.
        efa_plugin: On groups with EFA; None if there is none.
        autoscaler: None where the user wants none.
        namespaces: Those that are made, with their quotas.
        storage: Shared storage of which the kind is given.
        service_accounts: Service accounts of the workloads' pods.
        workloads: All workloads.
        quotas: EC2 quotas that it needs at its largest.
        schedulability: Where each of them runs, and why not.
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
    nodes: tuple[GroupModels, ...]
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
    releases: tuple[ReleaseDesign, ...] = ()
    release_namespaces: tuple[str, ...] = ()
    files: Mapping[str, AttachedFile] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the cluster."""
        return self.spec.name


def design_cluster(spec: ClusterSpec, files: Mapping[str, AttachedFile] | None = None) -> ClusterDesign:
    """Make a declaration complete.

    Args:
        spec: The declaration.
        files: The files that it names, by the paths that name them.
    """
    files = files or {}
    network = design_network(spec.network)
    groups = design_gpu_groups(spec, network)
    addons, device_plugin = design_addons(spec, groups, network), design_device_plugin(spec, groups)
    nodes = model_groups(spec, groups, addons, device_plugin)
    workloads = design_workloads(spec, nodes)
    system = design_system_group(spec, network)
    releases = design_releases(spec, files)
    return ClusterDesign(
        spec=spec,
        partition=partition(spec.region),
        tags=derived_tags(spec),
        network=network,
        private_cidrs=private_cidrs(spec),
        teams=team_access(spec),
        addons=addons,
        system=system,
        gpu_groups=groups,
        nodes=nodes,
        device_plugin=device_plugin,
        dcgm_exporter=design_dcgm_exporter(spec, groups),
        prepulls=design_prepulls(spec, groups),
        alarms=design_alarms(spec, groups),
        efa_plugin=design_efa_plugin(spec, groups),
        autoscaler=design_autoscaler(spec, groups, system, network),
        namespaces=design_namespaces(spec, groups, workloads),
        storage=design_storage(spec),
        service_accounts=design_service_accounts(spec),
        workloads=workloads,
        quotas=quota_needs(system, groups),
        schedulability=judge_workloads(spec, workloads, nodes),
        releases=releases,
        release_namespaces=release_namespaces(spec, releases),
        files=files,
    )
