"""An Auto Scaling group lacks what tells the autoscaler of a node before there is one.

**Why.** At zero the autoscaler knows a group's labels, taints and resources from EKS, and from these tags where that
call fails. A disk's size, or a part of a GPU, EC2 does not tell it.

**Fix.** Apply the cluster stack, which sets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.DRIFT


def examine(situation: Situation) -> Iterator[Finding]:
    """Each tag of the design, with its value."""
    if situation.design.autoscaler is None:
        return
    for group, models, _ in situation.scaling_groups:
        wanted, has = models.group.auto_scaling_tags, group.tag_values
        wrong = [key for key, value in wanted.items() if has.get(key) != value]
        if not wrong:
            continue
        short = [key.removeprefix("k8s.io/cluster-autoscaler/node-template/") for key in wrong]
        message = f"{len(wrong)} of its {len(wanted)} node-template tags are missing or differ: {listed(short, 5)}"
        fix = f"cdktf deploy {situation.design.name}-cluster"
        yield warning(__name__, f"Auto Scaling group {group.name}", message, fix, groups=(models.group.name,))
