"""A group is as large as it may be, and pods wait.

**Why.** The autoscaler never goes beyond the maximum; its event says `max node group size reached`.

**Fix.** Raise the maximum, which caps the bill, or let the pods wait for their turn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.GROUP
FOLLOWS = ("node-group-unhealthy", "gpus-not-allocatable", "device-plugin-failing", "driver-missing", "node-not-ready")
_SAID = re.compile(r"max node group size reached|max limit reached|max total nodes in cluster reached|max cluster")


def examine(situation: Situation) -> Iterator[Finding]:
    """Desired sizes against maxima, where an event of a pod that waits speaks of it."""
    told = [
        text for pod in situation.waiting for text in situation.told(pod, "NotTriggerScaleUp") if _SAID.search(text)
    ]
    if not told:
        return
    full = [
        (one, models)
        for one, models, _ in situation.scaling_groups
        if one.max is not None and one.desired is not None and one.desired >= one.max
    ]
    names = sorted({models.group.name for _, models in full})
    sizes = ", ".join(f"{one.name} {one.desired} of {one.max}" for one, _ in full) or "which, the gathered does not say"
    declared = {group.name: group for group in situation.design.gpu_groups}
    field = "max" if names and declared[names[0]].spec.max is not None else "max_per_zone"
    where = f"node group {', '.join(names)}" if names else "autoscaler"
    message = f"pods wait, and the autoscaler may add no node: the maximum is reached ({sizes})"
    fix = f"raise {field} of the group in the cluster file and apply the cluster stack, or wait for running pods to end"
    yield error(__name__, where, message, fix, groups=names, seen=told[:1])
