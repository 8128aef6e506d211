"""A pod insists on a label that no group gives its nodes, or that a group at zero is not known to have.

**Why.** Labels that feature discovery sets, such as `nvidia.com/gpu.product` or those of MIG, exist on running nodes
only: the autoscaler does not know them of an empty group. `lifecycle: spot` and `karpenter.sh/capacity-type` are
other tools'.

**Fix.** Select by a label of the group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-A10G}
status:
  phase: Pending
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  nodeSelector: {eks-gpu.io/gpu-model: a10g}
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods that wait, where a label is among what keeps them off the nearest group."""
    for one in situation.misfits:
        labels = [obstacle for obstacle in one.obstacles if obstacle.kind == "label"]
        # A taint that is not tolerated has a rule of its own, which says what to do first.
        if labels and not any(obstacle.kind == "taint" for obstacle in one.obstacles):
            message = f"on {one.group}, as declared: {'; '.join(obstacle.text for obstacle in labels)}"
            group = next(group for group in situation.design.gpu_groups if group.name == one.group)
            known = "; ".join(f"{key}: {value}" for key, value in group.labels.items() if key.startswith("eks-gpu.io/"))
            fix = (
                f"take {labels[0].subject} out of its nodeSelector or affinity, or declare it in the group's "
                f"labels; every "
                f"node of the group has {known}"
            )
            told = situation.told(one.pods[0], "FailedScheduling", "NotTriggerScaleUp")
            yield error(__name__, pods(one.pods), message, fix, groups=(one.group,), seen=told)
