"""A GPU pod waits for a node, and nothing else found here explains it.

**Why.** Each cause that is known has a rule of its own; what is left is said in the words of scheduler and autoscaler.

**Fix.** By these words. A pod for which a scale-up was triggered a few minutes ago only has to wait.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error, warning
from eks_gpu.doctor.findings._about import group_names, pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.kubernetes import Pod
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.POD
FOLLOWS = (
    "ami-type-differs",
    "auto-scaling-group-undiscovered",
    "auto-scaling-suspended",
    "autoscaler-access",
    "autoscaler-arguments",
    "autoscaler-backoff",
    "autoscaler-denied",
    "autoscaler-identity-missing",
    "autoscaler-missing",
    "autoscaler-not-running",
    "autoscaler-policy",
    "autoscaler-silent",
    "autoscaler-unaware",
    "capacity-insufficient",
    "cluster-unhealthy",
    "device-plugin-absent",
    "device-plugin-failing",
    "device-plugin-missing",
    "device-plugin-twice",
    "driver-missing",
    "gpu-hardware",
    "gpus-not-allocatable",
    "group-at-maximum",
    "instances-not-joined",
    "launch-failed",
    "node-differs",
    "node-group-differs",
    "node-group-missing",
    "node-group-unhealthy",
    "node-not-ready",
    "node-pressure",
    "pod-volume",
    "quota-exceeded",
    "quota-too-small",
)
# The autoscaler gives a node fifteen minutes.
_MINUTES = 15
# (what is said, what it means, what to do)
_KNOWN = (
    (
        r"Insufficient (nvidia\.com/\S+?)[,.;) ]",
        "the autoscaler takes the group for one without such GPUs: it remembers its last node, or tags are missing",
        "kubectl -n kube-system rollout restart deployment/cluster-autoscaler: it then forgets what nodes were like",
    ),
    (
        r"didn't match Pod's node affinity|didn't match node selector",
        "its affinity or selector fits no group",
        "compare it with the labels of the group: eks-gpu explain FILE WORKLOAD",
    ),
    (
        r"topology spread|anti-affinity",
        "its spread or anti-affinity leaves no node over",
        "make the constraint softer (ScheduleAnyway), or let the group have a node in each zone",
    ),
    (
        r"untolerated taint|had taint",
        "a taint that it does not tolerate",
        "compare its tolerations with the node's taints",
    ),
    (
        r"Insufficient (cpu|memory|ephemeral-storage)",
        "it asks for more than is free",
        "ask for less, or let others end",
    ),
    (r"[Tt]oo many pods", "the nodes hold no more pods", "fewer small pods on GPU nodes, or a larger type"),
    (
        r"not ready for scale-up",
        "its group counts as unhealthy",
        "kubectl get nodes: which of the group are not Ready?",
    ),
)


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods that wait and would fit, together where the same is said of them."""
    known = {pod.full_name for one in situation.misfits for pod in one.pods}
    found: dict[tuple[str, tuple[str, ...]], list[Pod]] = {}
    for pod in situation.waiting:
        if pod.full_name not in known:
            told = situation.told(pod, "FailedScheduling", "NotTriggerScaleUp", "TriggeredScaleUp")
            found.setdefault((_kind(told), group_names(situation, pod)), []).append(pod)
    for (_, groups), mine in found.items():
        yield _finding(situation, mine, groups)


def _kind(told: tuple[str, ...]) -> str:
    return "|".join(sorted(text.partition(":")[0] for text in told)) + str(_meaning(told))


def _meaning(told: tuple[str, ...]) -> tuple[str, str]:
    """What the words mean: the autoscaler's count more than the scheduler's, which speak of the nodes of now."""
    autoscaler = [text for text in told if text.startswith("NotTriggerScaleUp")]
    text = " ".join(autoscaler or told) + " "
    found = next((row for row in _KNOWN if re.search(row[0], text)), None)
    if not autoscaler:
        found = None
    return found[1:] if found else ("", "")


def _finding(situation: Situation, mine: list[Pod], groups: tuple[str, ...]) -> Finding:
    pod = mine[0]
    told = situation.told(pod, "NotTriggerScaleUp", "FailedScheduling", "TriggeredScaleUp")
    age = situation.seen.minutes_since(pod.metadata.creation)
    triggered = any(text.startswith("TriggeredScaleUp") for text in told)
    refused = any(text.startswith("NotTriggerScaleUp") for text in told)
    meaning, fix = _meaning(told)
    since = f" for {age:.0f} minutes" if age is not None else ""
    if triggered and not refused and age is not None and age < _MINUTES:
        message = f"it waits{since}; a node was asked for"
        return warning(__name__, pods(mine), message, "wait: a GPU node takes 3 to 8 minutes", groups=groups, seen=told)
    if not refused and not triggered and situation.design.autoscaler:
        meaning = meaning or "the autoscaler has said nothing of it"
        fix = (
            fix
            or "kubectl -n kube-system logs deployment/cluster-autoscaler | grep -E 'scale-up|predicate|unschedulable'"
        )
    message = f"it waits for a node{since}{f': {meaning}' if meaning else ''}"
    return error(
        __name__,
        pods(mine),
        message,
        fix or f"kubectl describe pod -n {pod.metadata.namespace or 'default'} {pod.name}",
        groups=groups,
        seen=told,
    )
