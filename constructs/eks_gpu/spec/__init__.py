"""The typed models of a cluster file, which are also the props of the constructs.

Nothing here knows a fact about AWS or derives a value; `eks_gpu.catalog` and `eks_gpu.design` do that.
"""

from eks_gpu.models import declared
from eks_gpu.spec.access import AccessSpec, TeamSpec
from eks_gpu.spec.addons import AddonSpec, addon_spec
from eks_gpu.spec.backend import BackendSpec, CloudBackendSpec, LocalBackendSpec, S3BackendSpec
from eks_gpu.spec.cluster import AutoscalerSpec, ClusterSpec, IgnoreSpec, ImagesSpec
from eks_gpu.spec.control_plane import ControlPlaneSpec
from eks_gpu.spec.daemons import DaemonReserveSpec, DaemonSpec
from eks_gpu.spec.encryption import EncryptionSpec
from eks_gpu.spec.iam import IamSpec
from eks_gpu.spec.lustre import DataRepositorySpec, FsxLustreSpec
from eks_gpu.spec.monitoring import AlertsSpec, MonitoringSpec
from eks_gpu.spec.network import CreatedNetworkSpec, ExistingNetworkSpec, NetworkSpec
from eks_gpu.spec.nodes.ami import AmiReleaseSpec, AmiSpec, UpdateSpec
from eks_gpu.spec.nodes.defaults import DefaultsSpec
from eks_gpu.spec.nodes.group import GroupSpec, NodeGroupSpec
from eks_gpu.spec.nodes.node_groups import GpuNodeGroupSpec, SystemNodesSpec
from eks_gpu.spec.nodes.nodes import NodesSpec
from eks_gpu.spec.nodes.pools import ConsolidationSpec, DisruptionBudgetSpec, GpuChoiceSpec, GpuNodePoolSpec
from eks_gpu.spec.nodes.provisioner import ProvisionerSpec
from eks_gpu.spec.nodes.reservation import CapacityReservationSpec
from eks_gpu.spec.nodes.settings import (
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
from eks_gpu.spec.releases.charts import ChartSpec
from eks_gpu.spec.releases.load_balancer_controller import LoadBalancerControllerSpec
from eks_gpu.spec.releases.manifests import ManifestsSpec
from eks_gpu.spec.storage import EfsSpec, S3MountSpec, StorageSpec, VolumeSpec
from eks_gpu.spec.workloads.container import ContainerSpec, EnvSourceSpec, SecuritySpec
from eks_gpu.spec.workloads.exposure import ExposeSpec, ExposeTlsSpec
from eks_gpu.spec.workloads.namespaces import NamespaceQueueSpec, NamespaceSpec
from eks_gpu.spec.workloads.queueing import CohortSpec, PreemptionSpec, QueueingSpec
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
    "AddonSpec",
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
    "CohortSpec",
    "ConsolidationSpec",
    "ContainerSpec",
    "ControlPlaneSpec",
    "CpuAutoscalingSpec",
    "CreatedNetworkSpec",
    "DaemonReserveSpec",
    "DaemonSpec",
    "DataRepositorySpec",
    "DefaultsSpec",
    "DisruptionBudgetSpec",
    "EfsSpec",
    "EncryptionSpec",
    "EnvSourceSpec",
    "ExistingNetworkSpec",
    "ExposeSpec",
    "ExposeTlsSpec",
    "FsxLustreSpec",
    "GpuChoiceSpec",
    "GpuNodeGroupSpec",
    "GpuNodePoolSpec",
    "GroupAutoscalingSpec",
    "GroupSpec",
    "HttpProxySpec",
    "IamSpec",
    "IgnoreSpec",
    "ImagesSpec",
    "KubeletSpec",
    "LoadBalancerControllerSpec",
    "Loaded",
    "LocalBackendSpec",
    "ManifestsSpec",
    "MetricSpec",
    "MonitoringSpec",
    "MpsSpec",
    "NamespaceQueueSpec",
    "NamespaceSpec",
    "NetworkSpec",
    "NodeGroupSpec",
    "NodeSettingsSpec",
    "NodesSpec",
    "PreemptionSpec",
    "ProbeSpec",
    "ProbesSpec",
    "ProvisionerSpec",
    "QueueingSpec",
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
    "TeamSpec",
    "TimeSlicingSpec",
    "TolerationSpec",
    "UpdateSpec",
    "VolumeSpec",
    "WarmPoolSpec",
    "WorkloadSpec",
    "addon_spec",
    "load_file",
    "load_text",
    "parse",
]

declared()
