"""A group has reached its maximum, and pods wait.

**Why.** The autoscaler never exceeds the maximum; its event reports `max node group size reached`.

**Fix.** Raise the maximum, which is also the limit of your bill, or let the pods wait until others end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("node-group-unhealthy", "gpus-not-allocatable", "device-plugin-failing", "driver-missing", "node-not-ready")
_SAID = re.compile(r"max node group size reached|max limit reached")
# Limits for the whole cluster, from the autoscaler's own flags (`--cores-total` and others).
_WHOLE = re.compile(r"max cluster ([\w./, -]+?) limit reached|max (?:total )?nodes? (?:total )?(?:in cluster )?reached")
_FLAGS = (("cpu", "--cores-total"), ("memory", "--memory-total"), ("", "--gpu-total"))

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
status:
  phase: Pending
---
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: Pod, name: serve-7c9d4f6b5-00000, namespace: team}
reason: NotTriggerScaleUp
message: "pod didn't trigger scale-up: 2 max node group size reached"
---
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - {AutoScalingGroupName: eks-gpu-us-west-2a, DesiredCapacity: 2, MaxSize: 2}
  - {AutoScalingGroupName: eks-gpu-us-west-2b, DesiredCapacity: 2, MaxSize: 2}
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
---
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - {AutoScalingGroupName: eks-gpu-us-west-2a, DesiredCapacity: 1, MaxSize: 2}
  - {AutoScalingGroupName: eks-gpu-us-west-2b, DesiredCapacity: 0, MaxSize: 2}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare desired sizes with maxima, if an event of a waiting pod reports a maximum."""
    events = [text for pod in situation.gpu_pods.waiting for text in situation.told(pod, "NotTriggerScaleUp")]
    whole = [(text, found) for text in events if (found := _WHOLE.search(text))]
    if whole:
        yield _of_cluster(situation, *whole[0])
    quotes = [text for text in events if _SAID.search(text)]
    if not quotes:
        return
    full = [*_full_scaling(situation)] or [*_full_eks(situation)]
    names = sorted({at_maximum.group for at_maximum in full})
    bounds = ", ".join(f"{group.name} {group.max_nodes}" for group in situation.design.groups)
    sizes = (
        ", ".join(f"{at_maximum.name} {at_maximum.desired} of {at_maximum.max}" for at_maximum in full)
        or f"declared: {bounds}"
    )
    where = f"node group {', '.join(names)}" if names else "autoscaler"
    message = f"pods wait, and the autoscaler may not add a node: the maximum is reached ({sizes})"
    yield error(__name__, where, message, _fix(situation, full, names), groups=names, seen=quotes[:1])


@dataclass(frozen=True, slots=True)
class _Full:
    """A group at its maximum.

    Attributes:
        name: Name in AWS, of the Auto Scaling group or the node group.
        group: Name of the declared group.
        desired: Number of nodes that it should have now.
        max: Maximum in AWS, in nodes.
        declared: Maximum in the cluster file, in nodes.
    """

    name: str
    group: str
    desired: int
    max: int
    declared: int


def _full_scaling(situation: Situation) -> Iterator[_Full]:
    for one, models, pool in situation.groups.scaling_groups:
        if one.max is not None and one.desired is not None and one.desired >= one.max:
            yield _Full(one.name, models.group.name, one.desired, one.max, pool.node_group.max)


def _full_eks(situation: Situation) -> Iterator[_Full]:
    for one, models, pool in situation.groups.node_groups:
        sizes = one.scaling
        if sizes.max is not None and sizes.desired is not None and sizes.desired >= sizes.max:
            yield _Full(one.name, models.group.name, sizes.desired, sizes.max, pool.node_group.max)


def _fix(situation: Situation, full: list[_Full], names: list[str]) -> str:
    lower = [at_maximum for at_maximum in full if at_maximum.max < at_maximum.declared]
    if lower:
        return (
            f"cdktf deploy {situation.design.name}-cluster: the declaration says {lower[0].declared}, but EKS has "
            f"{lower[0].max}"
        )
    concerned = [group for group in situation.design.groups if not names or group.name in names]
    fields = {"max_per_zone" if group.spec.max is None else "max" for group in concerned}
    field = " or ".join(sorted(fields)) or "max"
    return f"raise the group's {field} in the cluster file and apply the cluster stack, or wait for running pods to end"


def _of_cluster(situation: Situation, text: str, found: re.Match[str]) -> Finding:
    """The finding for a limit of the autoscaler itself, which no cluster file declares."""
    what = found[1] or ""
    flag = next(flag for word, flag in _FLAGS if word in what) if what else "--max-nodes-total"
    message = f"pods wait, and the autoscaler may not add a node: its limit for the whole cluster is reached ({flag})"
    fix = f"raise or remove {flag} of {situation.programs.autoscaler_name}; the groups' maxima are the declared limit"
    return error(__name__, "autoscaler", message, fix, seen=(text,))
