"""A node's GPUs are not shared or partitioned as declared.

**Why.** Pods request `nvidia.com/gpu.shared` or a MIG profile by name. If a node offers whole GPUs instead, its plugin
runs without the configuration, the node lacks the label that selects the configuration, or its GPUs were never
partitioned. If MIG is on but no slice exists, the plugin does not start at all (NVIDIA/k8s-device-plugin#253,
NVIDIA/gpu-operator#460).

**Fix.** Set the node's label, then restart the plugin's pod. For MIG replace the node: GPUs are partitioned only when
an instance starts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import terminate
from eks_gpu.doctor.situation.amounts import amounts
from eks_gpu.scheduling.amounts import GPU, is_gpu

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("node-not-ready", "driver-missing", "gpu-hardware")
_LABEL = "nvidia.com/device-plugin.config"
# Messages of the device plugin if the MIG slices do not match its MIG strategy.
_MIG = re.compile(
    r"migEnabled=true was not configured|More than one MIG device type|same migEnabled value|No MIG devices associated|"
    r"error getting MIG devices|invalid MIG configuration|Insufficient Permissions.*MIG",
    re.IGNORECASE,
)

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  capacity: {nvidia.com/gpu: "0", nvidia.com/gpu.shared: "4"}
  allocatable: {nvidia.com/gpu: "0", nvidia.com/gpu.shared: "4"}
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  capacity: {nvidia.com/gpu: "1"}
  allocatable: {nvidia.com/gpu: "1"}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare resource names with the design's, then read the plugin's messages about MIG."""
    quotes = _mig_messages(situation)
    found = False
    for gpu in situation.groups.gpu_nodes:
        wanted = {name for name in gpu.model.allocatable if is_gpu(name)} if gpu.model else set()
        has = {name: amount for name, amount in amounts(gpu.node.status.allocatable).items() if is_gpu(name) and amount}
        if not wanted or wanted & set(has) or not gpu.node.ready or not (has or quotes):
            continue
        found = True
        there = ", ".join(f"{amount} {name}" for name, amount in has.items()) or "no GPU"
        message = (
            f"the node offers {there}, but {', '.join(sorted(wanted))} is declared: "
            "its GPUs are not shared or partitioned as declared"
        )
        yield error(__name__, gpu.where, message, _fix(gpu, wanted, quotes), groups=gpu.groups, seen=quotes)
    if quotes and not found and not any(gpu_node.gpus for gpu_node in situation.groups.gpu_nodes):
        message = "the device plugin does not start: MIG is on, but the MIG slices do not match its strategy"
        fix = "replace the node: it partitions its GPUs when it starts; `nvidia-smi -L` on the node lists the slices"
        yield error(__name__, "device plugin", message, fix, seen=quotes)


def _mig_messages(situation: Situation) -> list[str]:
    lines = [line for line in situation.seen.log("device-plugin") if _MIG.search(line)]
    ends = [status.ended for pod in situation.programs.plugin_pods for status in pod.statuses if status.ended]
    return [*lines, *(end.message for end in ends if _MIG.search(end.message))][:1]


def _fix(gpu: GpuNode, wanted: set[str], quotes: list[str]) -> str:
    declared = gpu.models.group.labels.get(_LABEL) if gpu.models else None
    restart = (
        f"kubectl -n kube-system delete pod -l app.kubernetes.io/name=nvidia-device-plugin --field-selector "
        f"spec.nodeName={gpu.node.name}"
    )
    if declared and gpu.node.labels.get(_LABEL) != declared and gpu.is_whole:
        return (
            f"kubectl label node {gpu.node.name} --overwrite {_LABEL}={declared}: the plugin then uses that "
            f"configuration"
        )
    if quotes or any(name != GPU and "mig-" in name for name in wanted):
        return f"{terminate(gpu)}; GPUs are partitioned only when an instance starts"
    return f"{restart}: it then reads its configuration again; if nothing changes, its log names the one it uses"
