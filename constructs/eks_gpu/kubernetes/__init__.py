"""What runs in the cluster: constructs for Kubernetes objects, each usable alone in any CDKTF stack.

The stack brings the Kubernetes provider. Only typed resources of the `_v1` kinds are made; `kubernetes_manifest` would
need the live API at plan.
"""

from eks_gpu.kubernetes.cluster_autoscaler import ClusterAutoscaler
from eks_gpu.kubernetes.dcgm_exporter import DcgmExporter
from eks_gpu.kubernetes.device_plugin import NvidiaDevicePlugin
from eks_gpu.kubernetes.efa_plugin import EfaDevicePlugin
from eks_gpu.kubernetes.namespace import Namespace
from eks_gpu.kubernetes.prepull import Prepull
from eks_gpu.kubernetes.priority import PriorityClasses
from eks_gpu.kubernetes.storage import DefaultStorageClass
from eks_gpu.kubernetes.workload import Workload

__all__ = [
    "ClusterAutoscaler",
    "DcgmExporter",
    "DefaultStorageClass",
    "EfaDevicePlugin",
    "Namespace",
    "NvidiaDevicePlugin",
    "Prepull",
    "PriorityClasses",
    "Workload",
]
