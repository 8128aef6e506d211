"""A GPU pod is being deleted but does not end.

**Why.** The pod keeps its GPU. Its node is gone or NotReady, a finalizer holds it, or its process ignores the signal to
end.

**Fix.** If the node is gone, delete the node. Otherwise delete the pod by force, once none of its processes runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import kubectl, pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("node-not-ready", "node-stale")
# Minutes after `deletionTimestamp`, which includes the grace period.
_MINUTES = 10
SYMPTOM = True

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata:
  name: serve-7c9d4f6b5-00000
  namespace: team
  deletionTimestamp: 2026-11-20T09:00:00Z
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata:
  name: serve-7c9d4f6b5-00000
  namespace: team
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods whose deletion is overdue."""
    nodes = {node.name: node for node in situation.seen.nodes}
    found = [
        pod
        for pod in situation.seen.pods
        if pod.metadata.deletion
        and situation.gpu_pods.wants_gpu(pod)
        and (situation.seen.minutes_since(pod.metadata.deletion) or 0) > _MINUTES
    ]
    if found:
        pod = found[0]
        minutes = situation.seen.minutes_since(pod.metadata.deletion) or 0
        node = nodes.get(pod.spec.node)
        if pod.metadata.finalizers:
            why = f"its finalizers are {', '.join(pod.metadata.finalizers)}"
        elif node is None or not node.ready:
            why = f"its node {pod.spec.node} is {'not Ready' if node else 'gone'}"
        else:
            why = "its process does not end"
        command = f"{kubectl(pod)} delete pod {pod.name} --grace-period=0 --force"
        fix = f"{command}, once you are sure that none of its processes runs"
        message = f"its deletion is {minutes:.0f} minutes overdue: {why}"
        yield error(__name__, pods(found), message, fix)
