"""A spec made complete with catalogue facts; every derived value is decided here, once.

`design_cluster` never refuses: what it cannot derive it leaves out, and `eks_gpu.checks` says why.
"""

from eks_gpu.design.cluster import ClusterDesign, design_cluster
from eks_gpu.design.groups import GpuGroupDesign, LaunchTemplateDesign, NodeGroupDesign, SystemGroupDesign
from eks_gpu.design.network import NetworkDesign, SubnetDesign, ZoneDesign
from eks_gpu.design.taints import Effect, Taint
from eks_gpu.design.workloads import WorkloadDesign

__all__ = [
    "ClusterDesign",
    "Effect",
    "GpuGroupDesign",
    "LaunchTemplateDesign",
    "NetworkDesign",
    "NodeGroupDesign",
    "SubnetDesign",
    "SystemGroupDesign",
    "Taint",
    "WorkloadDesign",
    "ZoneDesign",
    "design_cluster",
]
