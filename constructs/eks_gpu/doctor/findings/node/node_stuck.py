"""A GPU node is being removed but stays, or accepts no new pods.

**Why.** If the autoscaler or an update drains a node, it waits for pods that may not be evicted. If somebody cordoned a
node, it costs money and accepts no pods.

**Fix.** Let the pods end, or delete them. Uncordon the node, or terminate its instance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("update-failed",)
_LEAVING = "ToBeDeletedByClusterAutoscaler"
_MINUTES = 20

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
spec:
  unschedulable: true
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
spec:
  unschedulable: false
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Nodes that are being deleted, are marked by the autoscaler, or are unschedulable."""
    for gpu in situation.groups.gpu_nodes:
        node = gpu.node
        if node.metadata.deletion:
            held = ", ".join(node.metadata.finalizers)
            minutes = situation.seen.minutes_since(node.metadata.deletion)
            if held and (minutes is None or minutes > _MINUTES):
                message = f"it is being deleted, but its finalizers hold it: {held}"
                fix = "check that the controller that removes this finalizer runs; the instance may be gone already"
                yield warning(__name__, gpu.where, message, fix, groups=gpu.groups)
        elif node.spec.unschedulable:
            leaving = any(taint.key == _LEAVING for taint in node.spec.taints)
            why = "the autoscaler is removing it" if leaving else "somebody cordoned it, or an update drains it"
            message = f"it accepts no new pods: {why}{_kept_by(situation, gpu)}"
            fix = (
                f"kubectl uncordon {node.name}, or let it end; `kubectl get pdb -A` lists the budgets that keep its "
                "pods there"
            )
            quotes = [text for pod in situation.gpu_pods.waiting for text in situation.told(pod, "FailedScheduling")]
            missed = not leaving and any("were unschedulable" in text for text in quotes)
            tell = error if missed else warning
            yield tell(__name__, gpu.where, message, fix, groups=gpu.groups)


def _kept_by(situation: Situation, gpu: GpuNode) -> str:
    pods = [
        pod.full_name
        for pod in situation.seen.pods_on.get(gpu.node.name, ())
        if not pod.over and pod.owner != "DaemonSet"
    ]
    return f"; still running there: {', '.join(pods[:5])}" if pods else ""
