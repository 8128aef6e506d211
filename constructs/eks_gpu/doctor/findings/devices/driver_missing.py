"""The device plugin finds no NVIDIA driver, or finds another version than the loaded one.

**Why.** Accelerated AMIs contain the driver and the container toolkit; a STANDARD AMI contains neither
(awslabs/amazon-eks-ami#1817, #1744). If a package update replaces the driver while it is loaded, the two versions
differ.

**Fix.** Use the right AMI type for the group. Neither user data nor the GPU Operator should install a driver.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import terminate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("ami-type-differs",)
_SAID = re.compile(
    r"could not load NVML|[Ff]ailed to initialize NVML|nvml init failed|libnvidia-ml\.so|driver not loaded|"
    r"[Dd]river/library version mismatch|no cuda-capable device|nvidia-container-cli: initialization error|"
    r"Incompatible (platform|strategy) detected|Failed to start plugin: .*NVML",
)

BAD = """\
# kubectl -n kube-system logs daemonset/nvidia-device-plugin
device-plugin-log.txt: >
  I1120 10:29:49.799461       1 factory.go:104] Detected non-NVML platform: could not load NVML library:
  libnvidia-ml.so.1: cannot open shared object file: No such file or directory
---
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  allocatable: {nvidia.com/gpu: "0"}
"""
GOOD = """\
# kubectl -n kube-system logs daemonset/nvidia-device-plugin
device-plugin-log.txt: >
  I1120 10:22:02.000       1 server.go:149] Registered device plugin for 'nvidia.com/gpu' with Kubelet
---
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  allocatable: {nvidia.com/gpu: "1"}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Read the plugin's log, the states of its containers and its events."""
    lines = [line for line in situation.seen.log("device-plugin") if _SAID.search(line)]
    for pod in situation.programs.plugin_pods:
        ends = [one for status in pod.statuses for one in (status.state.waiting, status.last.terminated) if one]
        quotes = [end.message for end in ends if _SAID.search(end.message)]
        lines += [*quotes, *(text for text in situation.told(pod, "Failed", "BackOff") if _SAID.search(text))]
    if not lines:
        return
    failing = [gpu_node for gpu_node in situation.groups.gpu_nodes if not gpu_node.gpus and not gpu_node.has_own_plugin]
    groups = sorted({name for gpu_node in failing for name in gpu_node.groups})
    # If every node offers its GPUs, the log describes a failure that was fixed since.
    if situation.groups.gpu_nodes and not failing:
        return
    mismatch = any("mismatch" in line for line in lines)
    one = failing[0] if len(failing) == 1 else None
    if mismatch:
        message = "the NVIDIA driver on disk is not the loaded one: something updated it on the running node"
        gone = terminate(one) if one else "terminate the instance: the group starts another"
        fix = f"{gone}; then disable package updates on nodes"
    else:
        message = "the device plugin finds no NVIDIA driver on its node"
        fix = _fix(situation, one)
    where = one.where if one else "device plugin"
    yield error(__name__, where, message, fix, groups=groups, seen=lines[:2])


def _fix(situation: Situation, gpu: GpuNode | None) -> str:
    """Check the AMI type first, if it is unknown; if it is an NVIDIA type, something removed the driver."""
    name = gpu.node.labels.get("eks.amazonaws.com/nodegroup", "NAME") if gpu else "NAME"
    known = next((node_group.ami_type for node_group in situation.seen.node_groups if node_group.name == name), "")
    if "NVIDIA" in known or "GPU" in known:
        return (
            f"remove the commands that install or remove packages from its user data: its AMI type {known} contains a "
            "driver; with the GPU Operator, set driver.enabled=false and toolkit.enabled=false"
        )
    return (
        f"aws eks describe-nodegroup --cluster-name {situation.design.cluster_name} --nodegroup-name {name} --region "
        f"{situation.design.spec.region} --query nodegroup.amiType must print an NVIDIA type; if it does not, cdktf "
        f"deploy {situation.design.name}-cluster"
    )
