"""DaemonSets that take a part of every GPU node before a workload comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS

if TYPE_CHECKING:
    from eks_gpu.design.addons import AddonDesign
    from eks_gpu.design.device_plugin import DevicePluginDesign
    from eks_gpu.design.groups import GpuGroupDesign
    from eks_gpu.scheduling.amounts import Amounts


@dataclass(frozen=True, slots=True)
class DaemonDesign:
    """A pod that runs on every node of a group.

    Attributes:
        name: Of the DaemonSet.
        asks: What its pod asks for, by resource.
    """

    name: str
    asks: Amounts


def _daemon(name: str, cpu: int = 0, memory: int = 0) -> DaemonDesign:
    return DaemonDesign(name, {CPU: cpu, MEMORY: memory, PODS: 1})


# By the add-on that brings them, with the requests of its defaults: aws/amazon-vpc-cni-k8s v1.23.1
# `config/master/aws-k8s-cni.yaml` (two containers of 25m); kube-proxy as EKS ships it (eksctl's recorded copy);
# kubernetes-sigs/aws-ebs-csi-driver `charts/aws-ebs-csi-driver/values.yaml` (30m; 120 MiB before chart 2.57, then 104);
# aws/eks-pod-identity-agent and aws/eks-node-monitoring-agent 1.7.0, `charts/*/values.yaml`. All of them tolerate
# every taint. The monitoring agent's second DaemonSet, dcgm-server, does not, and stays off GPU nodes.
_OF_ADDONS = {
    "eks-pod-identity-agent": _daemon("eks-pod-identity-agent"),
    "vpc-cni": _daemon("aws-node", cpu=50),
    "kube-proxy": _daemon("kube-proxy", cpu=100),
    "aws-ebs-csi-driver": _daemon("ebs-csi-node", cpu=30, memory=120),
    "eks-node-monitoring-agent": _daemon("eks-node-monitoring-agent", cpu=10, memory=30),
}
DEVICE_PLUGIN = _daemon("nvidia-device-plugin", cpu=50, memory=64)


def daemons_on(
    group: GpuGroupDesign, addons: tuple[AddonDesign, ...], device_plugin: DevicePluginDesign | None
) -> tuple[DaemonDesign, ...]:
    """The daemons of a group's nodes."""
    ours = (DEVICE_PLUGIN,) if device_plugin and group.name in device_plugin.groups else ()
    return (*(_OF_ADDONS[addon.name] for addon in addons if addon.name in _OF_ADDONS), *ours)
