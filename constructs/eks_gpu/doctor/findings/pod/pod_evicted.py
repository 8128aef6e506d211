"""Kubelet evicted a GPU pod from its node, or the scheduler did so for another pod.

**Why.** The pod counts as failed. If it has a controller, that recreates it on another node. The node was short of disk
or memory, or the pod used more of the node's disk than it may.

**Fix.** Depending on what ran out: requests that match the pod's use, a larger disk, or a limit for what the pod
writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import group_names, pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("node-pressure", "node-not-ready")
_REASONS = {"Evicted", "Preempted", "Preempting", "Terminated", "NodeShutdown"}
# Messages of kubelet (pkg/kubelet/eviction), by the resource that ran out.
_KNOWN = (
    (
        r"low on resource: ephemeral-storage|DiskPressure",
        "the node's disk was full",
        "raise the group's disk_gib, and request the space that the workload writes (a scratch volume with a size)",
    ),
    (
        r"[Uu]sage of EmptyDir|local ephemeral.storage usage exceeds|exceeded its local ephemeral storage limit",
        "it wrote more to the node's disk than its limit allows",
        "raise its emptyDir or ephemeral-storage limit; write checkpoints to storage instead",
    ),
    (
        r"low on resource: memory|MemoryPressure",
        "the node's memory was full",
        "raise the workloads' memory to what they use: kubelet first evicts pods that use more than they request",
    ),
    (
        r"low on resource: pids|PIDPressure",
        "the node ran out of process ids",
        "find the pod that starts thousands of processes",
    ),
    (
        r"[Pp]reempt",
        "a pod with a higher priority took its place",
        "compare the `priority` of the two pods; raise the group's maximum",
    ),
    (r"[Ss]hutdown", "its node was shut down", "nothing, if the node was a Spot instance: the controller recreates it"),
)
SYMPTOM = True

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
status:
  phase: Failed
  reason: Evicted
  message: >-
    The node was low on resource: ephemeral-storage. Threshold quantity: 10706545527,
    available: 8123412Ki.
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Failed pods by their reason, grouped by the resource that ran out."""
    found: dict[tuple[str, str], list[Pod]] = {}
    for pod in situation.seen.pods:
        if pod.status.phase == "Failed" and pod.status.reason in _REASONS and situation.gpu_pods.wants_gpu(pod):
            found.setdefault(_meaning(situation, pod), []).append(pod)
    for (why, fix), mine in found.items():
        quotes = [mine[0].status.message, *situation.told(mine[0], "Evicted", "Preempted")]
        message = f"Kubernetes evicted it from {mine[0].spec.node or 'its node'}: {why}"
        yield error(__name__, pods(mine), message, fix, groups=group_names(situation, mine[0]), seen=quotes[:1])


def _meaning(situation: Situation, pod: Pod) -> tuple[str, str]:
    text = " ".join([pod.status.reason, pod.status.message, *situation.told(pod, "Evicted", "Preempted")])
    known = next((row for row in _KNOWN if re.search(row[0], text)), None)
    return known[1:] if known else ("kubelet gives no reason", f"kubectl describe node {pod.spec.node}")
