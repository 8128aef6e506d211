"""The typed models of a cluster file, which are also the props of the constructs.

Nothing here knows a fact about AWS or derives a value; `eks_gpu.catalog` and `eks_gpu.design` do that.
"""

from eks_gpu.spec.access import AccessSpec
from eks_gpu.spec.backend import BackendSpec, CloudBackendSpec, LocalBackendSpec, S3BackendSpec
from eks_gpu.spec.charts import ChartSpec
from eks_gpu.spec.cluster import AutoscalerSpec, ClusterSpec, IgnoreSpec, ImagesSpec, NamespaceSpec
from eks_gpu.spec.daemons import DaemonReserveSpec, DaemonSpec
from eks_gpu.spec.manifests import ManifestsSpec
from eks_gpu.spec.monitoring import AlertsSpec, MonitoringSpec
from eks_gpu.spec.network import CreatedNetworkSpec, ExistingNetworkSpec, NetworkSpec
from eks_gpu.spec.nodes.ami import AmiReleaseSpec, AmiSpec, UpdateSpec
from eks_gpu.spec.nodes.group import GroupSpec, NodeGroupSpec
from eks_gpu.spec.nodes.node_groups import GpuNodeGroupSpec, SystemNodesSpec
from eks_gpu.spec.nodes.nodes import NodesSpec
from eks_gpu.spec.nodes.reservation import CapacityReservationSpec
from eks_gpu.spec.nodes.settings import (
    DefaultsSpec,
    HttpProxySpec,
    KubeletSpec,
    NodeSettingsSpec,
    RegistryMirrorSpec,
    ReservedSpec,
)
from eks_gpu.spec.nodes.sharing import MpsSpec, SharingSpec, TimeSlicingSpec
from eks_gpu.spec.nodes.sizes import (
    AutoscalingSpec,
    CpuAutoscalingSpec,
    GroupAutoscalingSpec,
    ScheduleSpec,
    WarmPoolSpec,
)
from eks_gpu.spec.nodes.taints import TaintSpec
from eks_gpu.spec.reading.load import Loaded, load_file, load_text, parse
from eks_gpu.spec.storage import EfsSpec, FsxLustreSpec, S3MountSpec, StorageSpec, VolumeSpec
from eks_gpu.spec.workloads.container import ContainerSpec, EnvSourceSpec, SecuritySpec
from eks_gpu.spec.workloads.service_account import ServiceAccountSpec, StatementSpec
from eks_gpu.spec.workloads.serving import (
    MetricSpec,
    ProbeSpec,
    ProbesSpec,
    ScalingSpec,
    ServicePortSpec,
    StartupProbeSpec,
)
from eks_gpu.spec.workloads.workload import RunAsSpec, TolerationSpec, WorkloadSpec

__all__ = [
    "AccessSpec",
    "AlertsSpec",
    "AmiReleaseSpec",
    "AmiSpec",
    "AutoscalerSpec",
    "AutoscalingSpec",
    "BackendSpec",
    "CapacityReservationSpec",
    "ChartSpec",
    "CloudBackendSpec",
    "ClusterSpec",
    "ContainerSpec",
    "CpuAutoscalingSpec",
    "CreatedNetworkSpec",
    "DaemonReserveSpec",
    "DaemonSpec",
    "DefaultsSpec",
    "EfsSpec",
    "EnvSourceSpec",
    "ExistingNetworkSpec",
    "FsxLustreSpec",
    "GpuNodeGroupSpec",
    "GroupAutoscalingSpec",
    "GroupSpec",
    "HttpProxySpec",
    "IgnoreSpec",
    "ImagesSpec",
    "KubeletSpec",
    "Loaded",
    "LocalBackendSpec",
    "ManifestsSpec",
    "MetricSpec",
    "MonitoringSpec",
    "MpsSpec",
    "NamespaceSpec",
    "NetworkSpec",
    "NodeGroupSpec",
    "NodeSettingsSpec",
    "NodesSpec",
    "ProbeSpec",
    "ProbesSpec",
    "RegistryMirrorSpec",
    "ReservedSpec",
    "RunAsSpec",
    "S3BackendSpec",
    "S3MountSpec",
    "ScalingSpec",
    "ScheduleSpec",
    "SecuritySpec",
    "ServiceAccountSpec",
    "ServicePortSpec",
    "SharingSpec",
    "StartupProbeSpec",
    "StatementSpec",
    "StorageSpec",
    "SystemNodesSpec",
    "TaintSpec",
    "TimeSlicingSpec",
    "TolerationSpec",
    "UpdateSpec",
    "VolumeSpec",
    "WarmPoolSpec",
    "WorkloadSpec",
    "load_file",
    "load_text",
    "parse",
]
