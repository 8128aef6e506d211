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
_SAID = re.compile(r"max node group size reached|max limit reached")
# What the autoscaler's own flags allow the whole cluster (its `--cores-total` and others).
_WHOLE = re.compile(r"max cluster ([\w./, -]+?) limit reached|max (?:total )?nodes? (?:total )?(?:in cluster )?reached")
_FLAGS = (("cpu", "--cores-total"), ("memory", "--memory-total"), ("", "--gpu-total"))


def examine(situation: Situation) -> Iterator[Finding]:
    """Desired sizes against maxima, where an event of a pod that waits speaks of it."""
    said = [text for pod in situation.waiting for text in situation.told(pod, "NotTriggerScaleUp")]
    whole = [(text, found) for text in said if (found := _WHOLE.search(text))]
    if whole:
        yield _of_cluster(situation, *whole[0])
    told = [text for text in said if _SAID.search(text)]
    if not told:
        return
    full = [
        (one, models)
        for one, models, _ in situation.scaling_groups
        if one.max is not None and one.desired is not None and one.desired >= one.max
    ]
    names = sorted({models.group.name for _, models in full})
    bounds = ", ".join(f"{group.name} {group.max_nodes}" for group in situation.design.gpu_groups)
    sizes = ", ".join(f"{one.name} {one.desired} of {one.max}" for one, _ in full) or f"declared: {bounds}"
    declared = {group.name: group for group in situation.design.gpu_groups}
    field = "max" if names and declared[names[0]].spec.max is not None else "max_per_zone"
    where = f"node group {', '.join(names)}" if names else "autoscaler"
    message = f"pods wait, and the autoscaler may add no node: the maximum is reached ({sizes})"
    fix = f"raise {field} of the group in the cluster file and apply the cluster stack, or wait for running pods to end"
    yield error(__name__, where, message, fix, groups=names, seen=told[:1])


def _of_cluster(situation: Situation, text: str, found: re.Match[str]) -> Finding:
    """A bound that nobody declared, of the autoscaler itself."""
    what = found[1] or ""
    flag = next(flag for word, flag in _FLAGS if word in what) if what else "--max-nodes-total"
    message = f"pods wait, and the autoscaler may add no node: its own bound for the whole cluster is reached ({flag})"
    fix = f"raise {flag} of {situation.autoscaler_name}, or take it out; the maxima of the groups are the declared bound"
    return error(__name__, "autoscaler", message, fix, seen=(text,))
