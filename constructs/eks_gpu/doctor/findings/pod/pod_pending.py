"""A GPU pod waits for a node, and no other finding explains why.

**Why.** Each known cause has its own rule. For all others the doctor quotes the scheduler and the autoscaler.

**Fix.** Follow their messages. If a scale-up was triggered a few minutes ago, wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error, warning
from eks_gpu.doctor.findings._about import describe, group_names, logs_of, pods
from eks_gpu.doctor.findings.pod._reasons import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (
    Stage.ACCOUNT,
    Stage.GROUP,
    Stage.AUTOSCALER,
    Stage.DEVICES,
    "cluster-unhealthy",
    "daemon-uncounted",
    "gpu-hardware",
    "node-group-differs",
    "node-not-ready",
    "node-pressure",
    "node-stuck",
    "pod-volume",
    "queue-inactive",
)
# The autoscaler gives a node fifteen minutes.
_MINUTES = 15
SYMPTOM = True

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
status:
  phase: Pending
---
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: Pod, name: serve-7c9d4f6b5-00000, namespace: team}
reason: NotTriggerScaleUp
message: "pod didn't trigger scale-up: 2 Insufficient nvidia.com/gpu"
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
    """Waiting pods that would fit a group, grouped by the messages about them."""
    explained = [*(one.pods for one in situation.misfits), *(one.pods for one in situation.barred)]
    known = {pod.full_name for pods_of_one in explained for pod in pods_of_one}
    found: dict[tuple[str, tuple[str, ...]], list[Pod]] = {}
    for pod in situation.gpu_pods.waiting:
        if pod.full_name not in known:
            quotes = situation.told(pod, "FailedScheduling", "NotTriggerScaleUp", "TriggeredScaleUp")
            found.setdefault((_kind(situation, quotes), group_names(situation, pod)), []).append(pod)
    for (_, groups), mine in found.items():
        yield _finding(situation, mine, groups)
    gated = [pod for pod in situation.seen.pods if pod.gated and not pod.over and situation.gpu_pods.wants_gpu(pod)]
    if gated:
        message = "a scheduling gate holds it back: neither the scheduler nor the autoscaler looks at it yet"
        fix = f"kubectl get workloads -A, where Kueue holds it; else {describe(gated[0])} names the gate"
        yield warning(__name__, pods(gated), message, fix, groups=group_names(situation, gated[0]))


def _kind(situation: Situation, quotes: tuple[str, ...]) -> str:
    return "|".join(sorted(text.partition(":")[0] for text in quotes)) + str(meaning(situation, quotes))


def _finding(situation: Situation, mine: list[Pod], groups: tuple[str, ...]) -> Finding:
    pod = mine[0]
    quotes = situation.told(pod, "NotTriggerScaleUp", "FailedScheduling", "TriggeredScaleUp")
    age = situation.seen.minutes_since(pod.metadata.creation)
    triggered = any(text.startswith("TriggeredScaleUp") for text in quotes)
    refused = any(text.startswith("NotTriggerScaleUp") for text in quotes)
    means, fix = meaning(situation, quotes)
    since = f" for {age:.0f} minutes" if age is not None else ""
    if triggered and not refused and age is not None and age < _MINUTES:
        message = f"it waits{since}; the autoscaler has requested a node"
        return warning(
            __name__, pods(mine), message, "wait: a GPU node takes 3 to 8 minutes", groups=groups, seen=quotes
        )
    if not refused and not triggered and situation.design.autoscaled:
        means, fix = _silence(situation, pod)
    message = f"it waits for a node{since}{f': {means}' if means else ''}"
    return error(__name__, pods(mine), message, fix or describe(pod), groups=groups, seen=quotes)


def _silence(situation: Situation, pod: Pod) -> tuple[str, str]:
    """Meaning and fix if there is no message of the autoscaler, or none was gathered."""
    if situation.seen.knows("Event"):
        log = f"{logs_of(situation)} | grep -E 'scale-up|predicate|unschedulable'"
        return "the autoscaler has not reported anything about it", log
    fix = f"{describe(pod)}: the events of cluster-autoscaler say why it adds no node"
    return "the autoscaler's events about it were not gathered", fix
