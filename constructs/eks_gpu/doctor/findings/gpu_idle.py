"""A GPU node runs, and no pod on it uses a GPU.

**Why.** It is paid for. After `scale_down_unneeded` the autoscaler takes such a node away, unless a pod on it may not
be moved, an annotation forbids it, or the group is at its minimum.

**Fix.** What keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, warning
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import GpuNode, Situation

STAGE = Stage.WASTE
FOLLOWS = ("autoscaler-missing", "autoscaler-not-running", "autoscaler-denied", "gpus-not-allocatable")
# Beyond what the settings say: it starts, its first pod pulls an image.
_MINUTES = 20
_NEVER = "cluster-autoscaler.kubernetes.io/scale-down-disabled"
_KEPT = "cluster-autoscaler.kubernetes.io/safe-to-evict"


def examine(situation: Situation) -> Iterator[Finding]:
    """Ready nodes above the minimum, without a pod that asks for a GPU."""
    if not situation.seen.knows("Pod"):
        return
    settings = situation.design.spec.autoscaler
    patience = _MINUTES + (seconds(settings.scale_down_unneeded) + seconds(settings.scale_down_delay_after_add)) / 60
    busy = {pod.spec.node for pod in situation.seen.pods if not pod.over and situation.wants_gpu(pod)}
    for gpu in situation.gpu_nodes:
        age = situation.seen.minutes_since(gpu.node.metadata.creation)
        if gpu.node.name in busy or not gpu.node.ready or gpu.models is None or gpu.pool is None:
            continue
        same = [one for one in situation.gpu_nodes if one.pool is gpu.pool]
        if (age or 0) <= patience or len(same) <= gpu.pool.node_group.min or situation.waiting:
            continue
        message = f"no pod uses its {gpu.expected_gpus} GPU; it is {age or 0:.0f} minutes old{_kept(situation, gpu)}"
        fix = (
            "kubectl -n kube-system logs deployment/cluster-autoscaler | grep "
            f"{gpu.node.name}: it says why the node stays; kubectl drain it if nobody needs it"
        )
        yield warning(__name__, gpu.where, message, fix, groups=gpu.groups)


def _kept(situation: Situation, gpu: GpuNode) -> str:
    if gpu.node.metadata.annotations.get(_NEVER) == "true":
        return f", and the annotation {_NEVER} keeps it"
    pods = [pod for pod in situation.seen.pods if pod.spec.node == gpu.node.name and not pod.over]
    kept = [pod.full_name for pod in pods if pod.metadata.annotations.get(_KEPT) == "false"]
    bare = [pod.full_name for pod in pods if not pod.owner]
    return f", and {(kept or bare)[0]} may not be moved" if kept or bare else ""
