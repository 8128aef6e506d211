"""A pod requires a label that no group gives its nodes, or that the autoscaler does not know for an empty group.

**Why.** Labels that feature discovery sets, such as `nvidia.com/gpu.product` or the MIG labels, exist only on running
nodes: the autoscaler does not know them for an empty group. `lifecycle: spot` and `karpenter.sh/capacity-type` are
labels of other tools.

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
    """Waiting pods that a label, among others, keeps off the group that fits best."""
    for misfit in situation.misfits:
        labels = [obstacle for obstacle in misfit.obstacles if obstacle.kind == "label"]
        # An untolerated taint has its own rule, whose fix comes first.
        if labels and not any(obstacle.kind == "taint" for obstacle in misfit.obstacles):
            message = f"on group {misfit.group}, as declared: {'; '.join(obstacle.text for obstacle in labels)}"
            group = next(group for group in situation.design.groups if group.name == misfit.group)
            known = "; ".join(f"{key}: {value}" for key, value in group.labels.items() if key.startswith("eks-gpu.io/"))
            fix = (
                f"remove {labels[0].subject} from its nodeSelector or affinity, or declare it in the group's labels; "
                f"every node of the group has {known}"
            )
            quotes = situation.told(misfit.pods[0], "FailedScheduling", "NotTriggerScaleUp")
            yield error(__name__, pods(misfit.pods), message, fix, groups=(misfit.group,), seen=quotes)
