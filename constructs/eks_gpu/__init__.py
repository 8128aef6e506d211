"""GPU node groups on Amazon EKS: declare, check, and make Terraform.

What stands in `__all__` is the public API. The constructs among it start the engine when they are first asked for;
a declaration can be read and checked without.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eks_gpu.aws.addons import Addons
    from eks_gpu.aws.alarms import Alarms
    from eks_gpu.aws.autoscaler_role import AutoscalerRole
    from eks_gpu.aws.cluster import Cluster
    from eks_gpu.aws.network import Network
    from eks_gpu.aws.node_groups import GpuNodeGroup, SystemNodeGroup
    from eks_gpu.aws.roles import NodeRole
    from eks_gpu.aws.service_accounts import ServiceAccountRole
    from eks_gpu.aws.storage import ClusterNetwork, ElasticFileSystem, LustreFileSystem
    from eks_gpu.declaration import Declaration, design_checked, read
    from eks_gpu.design import ClusterDesign
    from eks_gpu.kubernetes.cluster_autoscaler import ClusterAutoscaler
    from eks_gpu.kubernetes.dcgm_exporter import DcgmExporter
    from eks_gpu.kubernetes.device_plugin import NvidiaDevicePlugin
    from eks_gpu.kubernetes.efa_plugin import EfaDevicePlugin
    from eks_gpu.kubernetes.namespace import Namespace
    from eks_gpu.kubernetes.prepull import Prepull
    from eks_gpu.kubernetes.priority import PriorityClasses
    from eks_gpu.kubernetes.service_account import ServiceAccount
    from eks_gpu.kubernetes.storage import DefaultStorageClass
    from eks_gpu.kubernetes.volumes import SharedVolume
    from eks_gpu.kubernetes.workload import Workload
    from eks_gpu.problem import DeclarationError, Problem
    from eks_gpu.spec import ClusterSpec

_HOMES = {
    "Addons": "aws.addons",
    "Alarms": "aws.alarms",
    "AutoscalerRole": "aws.autoscaler_role",
    "Cluster": "aws.cluster",
    "ClusterAutoscaler": "kubernetes.cluster_autoscaler",
    "ClusterDesign": "design",
    "ClusterNetwork": "aws.storage",
    "ClusterSpec": "spec",
    "DcgmExporter": "kubernetes.dcgm_exporter",
    "Declaration": "declaration",
    "DeclarationError": "problem",
    "DefaultStorageClass": "kubernetes.storage",
    "EfaDevicePlugin": "kubernetes.efa_plugin",
    "ElasticFileSystem": "aws.storage",
    "GpuNodeGroup": "aws.node_groups",
    "LustreFileSystem": "aws.storage",
    "Namespace": "kubernetes.namespace",
    "Network": "aws.network",
    "NodeRole": "aws.roles",
    "NvidiaDevicePlugin": "kubernetes.device_plugin",
    "Prepull": "kubernetes.prepull",
    "PriorityClasses": "kubernetes.priority",
    "Problem": "problem",
    "ServiceAccount": "kubernetes.service_account",
    "ServiceAccountRole": "aws.service_accounts",
    "SharedVolume": "kubernetes.volumes",
    "SystemNodeGroup": "aws.node_groups",
    "Workload": "kubernetes.workload",
    "design_checked": "declaration",
    "read": "declaration",
}
__all__ = [
    "Addons",
    "Alarms",
    "AutoscalerRole",
    "Cluster",
    "ClusterAutoscaler",
    "ClusterDesign",
    "ClusterNetwork",
    "ClusterSpec",
    "DcgmExporter",
    "Declaration",
    "DeclarationError",
    "DefaultStorageClass",
    "EfaDevicePlugin",
    "ElasticFileSystem",
    "GpuNodeGroup",
    "LustreFileSystem",
    "Namespace",
    "Network",
    "NodeRole",
    "NvidiaDevicePlugin",
    "Prepull",
    "PriorityClasses",
    "Problem",
    "ServiceAccount",
    "ServiceAccountRole",
    "SharedVolume",
    "SystemNodeGroup",
    "Workload",
    "design_checked",
    "read",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - classes and functions
    """A public name, imported from where it lives."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
