"""A pod requests more than any node of the declaration offers.

**Why.** If a pod requests more than the instance type has, no node comes. If it requests more than kubelet leaves for
pods, a node comes and costs money, and the pod stays Pending next to it: the autoscaler counts memory and CPU that the
node reserves for itself.

**Fix.** Lower the requests, or declare a larger instance type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.fits import Misfit
    from eks_gpu.doctor.situation.whole import Situation

_ENDS = {
    "stays-pending": "the autoscaler buys a node for it, but the pod stays Pending next to it",
    "never-scales": "the autoscaler adds no node for it",
    "excluded": "no node can hold it",
}

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  containers:
    - name: serve
      resources:
        requests: {memory: 15Gi}
status:
  phase: Pending
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  containers:
    - name: serve
      resources:
        requests: {memory: 12Gi}
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Waiting pods that only resources keep off the group that fits best."""
    for misfit in situation.misfits:
        if misfit.obstacles and all(obstacle.kind in {"resource", "nobody"} for obstacle in misfit.obstacles):
            message = (
                f"on group {misfit.group} it {'; '.join(obstacle.text for obstacle in misfit.obstacles)}: "
                f"{_ENDS[misfit.fit.verdict]}"
            )
            quotes = situation.told(misfit.pods[0], "FailedScheduling", "NotTriggerScaleUp")
            yield error(
                __name__, pods(misfit.pods), message, _fix(misfit, situation), groups=(misfit.group,), seen=quotes
            )


def _fix(one: Misfit, situation: Situation) -> str:
    most = [f"{obstacle.subject} to at most {obstacle.most}" for obstacle in one.obstacles if obstacle.most]
    workload = situation.gpu_pods.workload_of(one.pods[0])
    place = f"{workload.where} of the cluster file" if workload else "its requests"
    if not most:
        return f"correct {place}: no node of {one.group} has {one.obstacles[0].subject}"
    return f"in {place}, set {' and '.join(most)}, or declare a larger instance type"
