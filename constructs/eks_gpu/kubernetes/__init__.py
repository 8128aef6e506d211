"""What runs in the cluster: constructs for Kubernetes objects, each usable alone in any CDKTF stack.

The stack brings the Kubernetes provider. Only typed resources of the `_v1` kinds are made; `kubernetes_manifest` would
need the live API at plan. A construct starts the engine when it is first asked for; the specs beside them are plain
dicts, which `eks-gpu smoke` prints without it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "ClusterAutoscaler": "cluster_autoscaler",
    "DcgmExporter": "dcgm_exporter",
    "DefaultStorageClass": "storage",
    "EfaDevicePlugin": "efa_plugin",
    "Namespace": "namespace",
    "NvidiaDevicePlugin": "device_plugin",
    "Prepull": "prepull",
    "PriorityClasses": "priority",
    "ServiceAccount": "service_account",
    "SharedVolume": "volumes",
    "Workload": "workload",
}
__all__ = [
    "ClusterAutoscaler",
    "DcgmExporter",
    "DefaultStorageClass",
    "EfaDevicePlugin",
    "Namespace",
    "NvidiaDevicePlugin",
    "Prepull",
    "PriorityClasses",
    "ServiceAccount",
    "SharedVolume",
    "Workload",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - classes
    """A construct, imported from where it lives."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
