"""A spec made complete with catalogue facts; every derived value is decided here, once.

`design_cluster` never refuses: what it cannot derive it leaves out, and `eks_gpu.checks` says why.
"""

from eks_gpu.design.assembly import ClusterDesign, design_cluster
from eks_gpu.design.charts.release import ReleaseDesign
from eks_gpu.design.network import NetworkDesign, SubnetDesign, ZoneDesign
from eks_gpu.design.nodes.cpu_groups import CpuGroupDesign
from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign
from eks_gpu.design.nodes.groups import GroupDesign, MachinesDesign, NodesDesign
from eks_gpu.design.nodes.launch_template import LaunchTemplateDesign
from eks_gpu.design.nodes.node_groups import NodeGroupDesign
from eks_gpu.design.nodes.pools import NodePoolDesign
from eks_gpu.design.nodes.system_group import SystemGroupDesign
from eks_gpu.design.permissions.service_accounts import ServiceAccountDesign
from eks_gpu.design.placement.fit import Fit, Obstacle
from eks_gpu.design.placement.judgement import DemandFit, GroupFit
from eks_gpu.design.placement.node_models import GroupModels, NodeModel, PoolModels
from eks_gpu.design.queueing.flavors import FlavorDesign
from eks_gpu.design.queueing.queueing import QueueingDesign
from eks_gpu.design.queueing.queues import QueueDesign
from eks_gpu.design.quotas import QuotaNeed
from eks_gpu.design.sharing.group_sharing import SharingDesign
from eks_gpu.design.storage.shared_storage import StorageDesign
from eks_gpu.design.storage.volumes import VolumeDesign
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.design.workloads.namespaces import NamespaceDesign
from eks_gpu.design.workloads.schedulability import WorkloadFit
from eks_gpu.design.workloads.workload import WorkloadDesign
from eks_gpu.scheduling.taints import Effect, Taint

__all__ = [
    "ClusterDesign",
    "CpuGroupDesign",
    "DemandFit",
    "Effect",
    "Fit",
    "FlavorDesign",
    "GpuGroupDesign",
    "GroupDesign",
    "GroupFit",
    "GroupModels",
    "LaunchTemplateDesign",
    "MachinesDesign",
    "NamespaceDesign",
    "NetworkDesign",
    "NodeGroupDesign",
    "NodeModel",
    "NodePoolDesign",
    "NodesDesign",
    "Obstacle",
    "PoolModels",
    "QueueDesign",
    "QueueingDesign",
    "QuotaNeed",
    "ReleaseDesign",
    "ServiceAccountDesign",
    "SharingDesign",
    "StorageDesign",
    "SubnetDesign",
    "SystemGroupDesign",
    "Taint",
    "VolumeDesign",
    "WorkloadDesign",
    "WorkloadFit",
    "ZoneDesign",
    "demand_of",
    "design_cluster",
]
