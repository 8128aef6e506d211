"""Nodes have room for a pod, but rules about other pods, or a port, keep it off every one.

**Why.** Required affinity and anti-affinity, topology spread with `DoNotSchedule` and host ports are hard: the
scheduler leaves the pod Pending, whatever GPUs are free, and the autoscaler adds a node only if the pod could go there.

**Fix.** Prefer instead of require (`preferredDuringSchedulingIgnoredDuringExecution`, `ScheduleAnyway`), correct the
selector, or let the group have more nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("autoscaler-missing", "autoscaler-not-running", "node-not-ready", "node-stuck")

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  affinity:
    podAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: cache}}}
status:
  phase: Pending
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  affinity:
    podAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 1
          podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: cache}}}
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Waiting pods that only such rules keep off all nodes."""
    for one in situation.barred:
        message = f"nodes would have room, but the pod {'; it '.join(one.rules)}"
        workload = situation.gpu_pods.workload_of(one.pods[0])
        place = f"{workload.where} of the cluster file" if workload else "its template"
        fix = f"in {place}, prefer instead of require, or correct the selector"
        if one.full:
            message += f"; the autoscaler may add no node to {', '.join(one.groups) or 'any group'}"
            fix += ", or raise the group's maximum"
        quotes = situation.told(one.pods[0], "FailedScheduling", "NotTriggerScaleUp")
        yield error(__name__, pods(one.pods), message, fix, groups=one.groups, seen=quotes)
