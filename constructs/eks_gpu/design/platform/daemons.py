"""DaemonSets that take a part of every node before a workload comes: eks-gpu's own, the add-ons', declared ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.design.platform import requests
from eks_gpu.design.platform.addon_requests import configured
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS, STORAGE
from eks_gpu.scheduling.quantity import mebibytes, millicores
from eks_gpu.scheduling.taints import TolerationDesign, repelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.platform.addons import AddonDesign
    from eks_gpu.design.platform.device_plugin import DevicePluginDesign
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.taints import Taint
    from eks_gpu.spec import ClusterSpec, DaemonSpec


@dataclass(frozen=True)
class DaemonDesign:
    """A pod that runs on every node of a group.

    Attributes:
        name: Name of the DaemonSet.
        asks: Requests of its pod, by resource, as the scheduler counts them.
        unasked_mib: Memory that it uses beyond that, in MiB. The scheduler does not see it; the node does.
        gives_way: Whether kube-scheduler evicts its pod for a workload. Pods without a priority class have priority 0,
            which is below both classes of workloads; `system-node-critical` is above them.
        declared: Whether the user named it in `daemons`, because another tool installs it.
    """

    name: str
    asks: Amounts
    unasked_mib: int = 0
    gives_way: bool = False
    declared: bool = False


def _daemon(name: str, cpu: int = 0, memory: int = 0, unasked_mib: int = 0) -> DaemonDesign:
    return DaemonDesign(name, {CPU: cpu, MEMORY: memory, PODS: 1}, unasked_mib)


# By the add-on that brings them, with the requests of its defaults: aws/amazon-vpc-cni-k8s v1.23.1
# `config/master/aws-k8s-cni.yaml` (two containers of 25m); kube-proxy as EKS ships it (eksctl's recorded copy);
# kubernetes-sigs/aws-ebs-csi-driver `charts/aws-ebs-csi-driver/values.yaml` (30m; 120 MiB before chart 2.57, then 104);
# aws/eks-pod-identity-agent and aws/eks-node-monitoring-agent 1.7.0, `charts/*/values.yaml`. All of them tolerate
# every taint. The monitoring agent's second DaemonSet, dcgm-server, does so because `design_addons` tells it to; it
# asks for nothing (`dcgmAgent.resources: {}`), and has no image for arm64.
_OF_ADDONS = {
    "eks-pod-identity-agent": _daemon("eks-pod-identity-agent"),
    "vpc-cni": _daemon("aws-node", cpu=50),
    "kube-proxy": _daemon("kube-proxy", cpu=100),
    "aws-ebs-csi-driver": _daemon("ebs-csi-node", cpu=30, memory=120),
    # kubernetes-sigs/aws-fsx-csi-driver v1.9.0 and aws-efs-csi-driver v3.4.1, awslabs/mountpoint-s3-csi-driver v2.7.0,
    # `charts/*/values.yaml`: three containers each; EFS's ask for nothing.
    "aws-efs-csi-driver": _daemon("efs-csi-node"),
    "aws-fsx-csi-driver": _daemon("fsx-csi-node", cpu=30, memory=104),
    "aws-mountpoint-s3-csi-driver": _daemon("s3-csi-node", cpu=30, memory=120),
    "eks-node-monitoring-agent": _daemon("eks-node-monitoring-agent", cpu=10, memory=30),
}
# The daemons of Container Insights, by aws-observability/helm-charts 6.4.0,
# `amazon-cloudwatch-observability/values.yaml`: the agent and its own exporter; the collector of logs is off. A DCGM
# host engine by itself, which is all that dcgm-server is, was measured at 104 to 120 MiB (NVIDIA/gpu-operator#340);
# CloudWatch's exporter runs into its limit of 250 MiB (aws-observability/helm-charts#61).
_OF_GPU_ADDONS = {
    "eks-node-monitoring-agent": (_daemon("dcgm-server", unasked_mib=128),),
    "amazon-cloudwatch-observability": (
        _daemon("cloudwatch-agent", cpu=250, memory=128),
        _daemon("cloudwatch-dcgm-exporter", cpu=250, memory=128, unasked_mib=122),
    ),
}
# Those of them that run on nodes without GPUs as well.
_ANYWHERE = frozenset({"cloudwatch-agent"})


def _own(name: str, *containers: requests.ContainerRequests, unasked_mib: int = 0) -> DaemonDesign:
    cpu, memory = sum(container.cpu for container in containers), sum(container.memory for container in containers)
    return _daemon(name, cpu=cpu, memory=memory, unasked_mib=unasked_mib)


DEVICE_PLUGIN = _own("nvidia-device-plugin", requests.DEVICE_PLUGIN)
_CONFIGURED_PLUGIN = _own("nvidia-device-plugin", requests.DEVICE_PLUGIN, requests.CONFIG_MANAGER)
_MPS = _own("nvidia-mps-control-daemon", requests.MPS_CONTROL)
# The exporter runs DCGM within its own process, and was measured at 405 to 512 MiB on nodes with one, four and eight
# GPUs (pytorch/ci-infra#1011).
DCGM_EXPORTER = _own("dcgm-exporter", requests.DCGM_EXPORTER, unasked_mib=384)
# The pod has no priority class on purpose: with one it would evict workloads of running clusters that leave it no room.
PREPULL = replace(_own("prepull", requests.PREPULL), gives_way=True)
EFA_PLUGIN = _own("aws-efa-k8s-device-plugin", requests.EFA_PLUGIN)
# The autoscaler's AWS provider puts this pod on every template of a group that it has seen no node of, whatever runs
# there: `aws_cloud_provider.go`, TemplateNodeInfo, calls BuildKubeProxy of `cloudprovider/utils.go`
# (KubeProxyCpuRequestMillis). The pod is marked as a mirror pod, so `simulator/node_info_utils.go`
# (podsExpectedOnFreshNode) keeps it and adds the pod of the real DaemonSet as well. The same from 1.32 to 1.36.
TEMPLATE_KUBE_PROXY = _daemon("kube-proxy, as a mirror pod", cpu=100)


def daemons_on(
    spec: ClusterSpec,
    group: MachinesDesign,
    addons: tuple[AddonDesign, ...],
    device_plugin: DevicePluginDesign | None,
) -> tuple[DaemonDesign, ...]:
    """The daemons of a group's nodes."""
    amd64 = group.types[0].arch == "x86_64"
    return (
        *(configured(_OF_ADDONS[addon.name], addon) for addon in addons if addon.name in _OF_ADDONS),
        *(
            configured(daemon, addon)
            for addon in addons
            for daemon in _OF_GPU_ADDONS.get(addon.name, ())
            if daemon.name in _ANYWHERE or (group.has_gpus and (amd64 or daemon.name != "dcgm-server"))
        ),
        *_plugin(group, device_plugin),
        *((DCGM_EXPORTER,) if spec.monitoring.dcgm_exporter and group.has_gpus and not group.self_served else ()),
        *((PREPULL,) if group.spec.prepull else ()),
        *((EFA_PLUGIN,) if group.efa and not group.self_served else ()),
        *declared_on(spec, group.name, group.taints),
    )


def mountpoints_on(spec: ClusterSpec, group: str, addons: Iterable[AddonDesign]) -> tuple[DaemonDesign, ...]:
    """Pods by which the S3 driver mounts buckets on a node of a group: one for each bucket that workloads mount there.

    Since v2 the driver starts them once a pod that mounts a bucket has its node; pods of one namespace and one group
    (`run_as`) share them (mountpoint-s3-csi-driver, `docs/MOUNTPOINT_POD_SHARING.md`). They request nothing, so they
    take a place among the node's pods and no more. No autoscaler foresees them.
    """
    driver = next((addon for addon in addons if addon.name == "aws-mountpoint-s3-csi-driver"), None)
    if driver is None or (driver.version or "").startswith("v1."):
        return ()
    buckets = {storage.name for storage in spec.storage if storage.s3_mount}
    mounted = {
        (workload.namespace, volume.storage, workload.run_as and workload.run_as.group): None
        for workload in spec.workloads
        if workload.node_groups is None or group in workload.node_groups
        for volume in workload.volumes
        if volume.storage in buckets
    }
    return tuple(DaemonDesign(f"mountpoint of {bucket}", {PODS: 1}) for _, bucket, _ in mounted)


def declared_on(spec: ClusterSpec, group: str, taints: Iterable[Taint]) -> tuple[DaemonDesign, ...]:
    """The declared daemons of a group's nodes: those that name the group, or no group, and tolerate its taints."""
    known = tuple(taints)
    return tuple(
        _declared(daemon)
        for daemon in spec.daemons
        if (daemon.node_groups is None or group in daemon.node_groups) and not repelled_by(daemon, known)
    )


def repelled_by(daemon: DaemonSpec, taints: Iterable[Taint]) -> tuple[Taint, ...]:
    """Taints that keep a declared daemon off a node."""
    written = (
        TolerationDesign(toleration.key, toleration.operator, toleration.value, toleration.effect)
        for toleration in daemon.tolerations
    )
    return repelling(taints, written)


def _declared(spec: DaemonSpec) -> DaemonDesign:
    asks = {CPU: millicores(spec.cpu), MEMORY: mebibytes(spec.memory), PODS: 1}
    storage = mebibytes(spec.ephemeral_storage)
    return DaemonDesign(spec.name, {**asks, **({STORAGE: storage} if storage else {})}, declared=True)


def _plugin(group: MachinesDesign, device_plugin: DevicePluginDesign | None) -> Iterator[DaemonDesign]:
    if device_plugin is None or group.name not in device_plugin.groups:
        return
    yield _CONFIGURED_PLUGIN if device_plugin.configs else DEVICE_PLUGIN
    if device_plugin.mps and group.name in device_plugin.mps.groups:
        yield _MPS
