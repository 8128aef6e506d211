"""kubelet threw a GPU pod out of its node, or the scheduler did for another.

**Why.** It counts as failed, and is made anew elsewhere, if something makes it. The node was short of disk or memory,
or the pod used more of its own disk than it may.

**Fix.** By what was short: requests that say what the pod needs, a larger disk, a limit for what it writes.
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
# kubelet's words (pkg/kubelet/eviction), by what ran out.
_KNOWN = (
    (
        r"low on resource: ephemeral-storage|DiskPressure",
        "the node's disk was full",
        "raise disk_gib of the group, and let the workload ask for what it writes (a scratch volume with a size)",
    ),
    (
        r"[Uu]sage of EmptyDir|local ephemeral.storage usage exceeds|exceeded its local ephemeral storage limit",
        "it wrote more to the node's disk than its limit allows",
        "raise the limit of its emptyDir or its ephemeral-storage; write checkpoints to storage instead",
    ),
    (
        r"low on resource: memory|MemoryPressure",
        "the node's memory was full",
        "raise memory of the workloads on that node to what they use: who asks for less than that goes first",
    ),
    (
        r"low on resource: pids|PIDPressure",
        "the node ran out of process ids",
        "find what starts thousands of processes",
    ),
    (
        r"[Pp]reempt",
        "a pod of higher priority took its place",
        "compare `priority` of the two; raise the group's maximum",
    ),
    (r"[Ss]hutdown", "its node was shut down", "nothing, where it was spot: its controller makes it anew"),
)

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
    """Failed pods by their reason, together where the same was short."""
    found: dict[tuple[str, str], list[Pod]] = {}
    for pod in situation.seen.pods:
        if pod.status.phase == "Failed" and pod.status.reason in _REASONS and situation.wants_gpu(pod):
            found.setdefault(_meaning(situation, pod), []).append(pod)
    for (why, fix), mine in found.items():
        told = [mine[0].status.message, *situation.told(mine[0], "Evicted", "Preempted")]
        message = f"it was evicted from {mine[0].spec.node or 'its node'}: {why}"
        yield error(__name__, pods(mine), message, fix, groups=group_names(situation, mine[0]), seen=told[:1])


def _meaning(situation: Situation, pod: Pod) -> tuple[str, str]:
    text = " ".join([pod.status.reason, pod.status.message, *situation.told(pod, "Evicted", "Preempted")])
    known = next((row for row in _KNOWN if re.search(row[0], text)), None)
    return known[1:] if known else ("kubelet says no more", f"kubectl describe node {pod.spec.node}")
