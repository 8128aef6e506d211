"""GPU node groups on Amazon EKS: declare, check, and make Terraform.

What stands in `__all__` is the public API. The constructs among it start the engine when they are first asked for;
a declaration can be read and checked without.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eks_gpu.aws.cluster.control_plane import Cluster as Cluster
    from eks_gpu.aws.cluster.existing_cluster import ExistingCluster as ExistingCluster
    from eks_gpu.aws.monitoring.alarms import Alarms as Alarms
    from eks_gpu.aws.network.vpc import Network as Network
    from eks_gpu.aws.nodes.launch_options import ClusterReferences as ClusterReferences
    from eks_gpu.aws.nodes.node_groups import CpuNodeGroup as CpuNodeGroup
    from eks_gpu.aws.nodes.node_groups import GpuNodeGroup as GpuNodeGroup
    from eks_gpu.aws.nodes.node_groups import SystemNodeGroup as SystemNodeGroup
    from eks_gpu.aws.permissions.autoscaler_role import AutoscalerRole as AutoscalerRole
    from eks_gpu.aws.permissions.roles import NodeRole as NodeRole
    from eks_gpu.aws.permissions.service_accounts import ServiceAccountRole as ServiceAccountRole
    from eks_gpu.aws.platform.addons import Addons as Addons
    from eks_gpu.aws.provisioning.karpenter import KarpenterController as KarpenterController
    from eks_gpu.aws.provisioning.karpenter import PoolPlacementGroup as PoolPlacementGroup
    from eks_gpu.aws.provisioning.pool_nodes import PoolNodes as PoolNodes
    from eks_gpu.aws.storage.file_systems import ElasticFileSystem as ElasticFileSystem
    from eks_gpu.aws.storage.given import GivenFileSystem as GivenFileSystem
    from eks_gpu.aws.storage.lustre import LustreFileSystem as LustreFileSystem
    from eks_gpu.aws.storage.reach import ClusterNetwork as ClusterNetwork
    from eks_gpu.declaration import Declaration as Declaration
    from eks_gpu.declaration import design_checked as design_checked
    from eks_gpu.declaration import read as read
    from eks_gpu.design import ClusterDesign as ClusterDesign
    from eks_gpu.kubernetes.autoscaling.cluster_autoscaler import ClusterAutoscaler as ClusterAutoscaler
    from eks_gpu.kubernetes.charts.class_ids import PoolIds as PoolIds
    from eks_gpu.kubernetes.charts.release import Release as Release
    from eks_gpu.kubernetes.monitoring.dcgm_exporter import DcgmExporter as DcgmExporter
    from eks_gpu.kubernetes.permissions.service_account import ServiceAccount as ServiceAccount
    from eks_gpu.kubernetes.platform.device_plugin import NvidiaDevicePlugin as NvidiaDevicePlugin
    from eks_gpu.kubernetes.platform.efa_plugin import EfaDevicePlugin as EfaDevicePlugin
    from eks_gpu.kubernetes.platform.prepull import Prepull as Prepull
    from eks_gpu.kubernetes.storage.storage_class import DefaultStorageClass as DefaultStorageClass
    from eks_gpu.kubernetes.storage.volumes import SharedVolume as SharedVolume
    from eks_gpu.kubernetes.workloads.namespace import Namespace as Namespace
    from eks_gpu.kubernetes.workloads.priority import PriorityClasses as PriorityClasses
    from eks_gpu.kubernetes.workloads.workload import Workload as Workload
    from eks_gpu.problem import DeclarationError as DeclarationError
    from eks_gpu.problem import Problem as Problem
    from eks_gpu.spec import ClusterSpec as ClusterSpec

_HOMES = {
    "Addons": "aws.platform.addons",
    "Alarms": "aws.monitoring.alarms",
    "AutoscalerRole": "aws.permissions.autoscaler_role",
    "Cluster": "aws.cluster.control_plane",
    "ClusterAutoscaler": "kubernetes.autoscaling.cluster_autoscaler",
    "ClusterDesign": "design",
    "ClusterNetwork": "aws.storage.reach",
    "ClusterReferences": "aws.nodes.launch_options",
    "ClusterSpec": "spec",
    "CpuNodeGroup": "aws.nodes.node_groups",
    "DcgmExporter": "kubernetes.monitoring.dcgm_exporter",
    "Declaration": "declaration",
    "DeclarationError": "problem",
    "DefaultStorageClass": "kubernetes.storage.storage_class",
    "EfaDevicePlugin": "kubernetes.platform.efa_plugin",
    "ElasticFileSystem": "aws.storage.file_systems",
    "ExistingCluster": "aws.cluster.existing_cluster",
    "GivenFileSystem": "aws.storage.given",
    "GpuNodeGroup": "aws.nodes.node_groups",
    "KarpenterController": "aws.provisioning.karpenter",
    "LustreFileSystem": "aws.storage.lustre",
    "Namespace": "kubernetes.workloads.namespace",
    "Network": "aws.network.vpc",
    "NodeRole": "aws.permissions.roles",
    "NvidiaDevicePlugin": "kubernetes.platform.device_plugin",
    "PoolIds": "kubernetes.charts.class_ids",
    "PoolNodes": "aws.provisioning.pool_nodes",
    "PoolPlacementGroup": "aws.provisioning.karpenter",
    "Prepull": "kubernetes.platform.prepull",
    "PriorityClasses": "kubernetes.workloads.priority",
    "Problem": "problem",
    "Release": "kubernetes.charts.release",
    "ServiceAccount": "kubernetes.permissions.service_account",
    "ServiceAccountRole": "aws.permissions.service_accounts",
    "SharedVolume": "kubernetes.storage.volumes",
    "SystemNodeGroup": "aws.nodes.node_groups",
    "Workload": "kubernetes.workloads.workload",
    "design_checked": "declaration",
    "read": "declaration",
}
__all__ = [*_HOMES]  # noqa: PLE0604 - the keys are strings


def __getattr__(name: str) -> Any:  # noqa: ANN401 - classes and functions
    """A public name, imported from where it lives."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
