"""The edit replaces the node groups of a group, or destroys them.

**Why.** EKS changes neither the instance types of a node group (their order counts), nor how its capacity is bought,
its operating system, whose AMI it is, or its subnets. For these Terraform creates the new node group first, then
deletes the old one, whose pods EKS evicts: a job begins again. Meanwhile both may hold nodes, so the quota must suffice
for both. A zone that is added to the network replaces the node groups of `max` groups that name no zones.

Going from `max` to `max_per_zone` or back is different: the node groups have other addresses, so to Terraform the old
and the new have nothing to do with each other. It creates and deletes them at the same time, and the old nodes can be
gone before the new group can take their pods.

**Fix.** Do it when no work runs there; or add a second group, move the workloads by `node_groups`, and then remove the
first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import fixed, gpu_groups, same_zones
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GpuGroupDesign
    from eks_gpu.problem import Problem

_FIX = "do it while nothing runs there; or add a second group, move the work, then remove this one"


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what EKS does not change in a node group."""
    for was, now in gpu_groups(old, new):
        for field, before, after in fixed(was, now):
            if before != after:
                said = f"{_said(before)} becomes {_said(after)}"
                message = f"{said}: every node group of {now.name} is replaced, its pods are evicted"
                yield warning(__name__, f"{now.where}.{field}", message, _FIX)
        yield from _zones(was, now)
    yield from _system(old, new)


def _system(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    was, now = old.system, new.system
    moves = "the system nodes are made anew; DNS and the autoscaler move"
    if was.instance_types != now.instance_types:
        message = f"{_said(was.instance_types)} becomes {_said(now.instance_types)}: {moves}"
        yield warning(__name__, "system_nodes.instance_types", message, "nothing else; expect a minute without scaling")


def _zones(was: GpuGroupDesign, now: GpuGroupDesign) -> Iterator[Problem]:
    """Node groups by their ids: the zone of each, or one over all of them."""
    before, after = ({nodes.id: nodes for nodes in group.node_groups} for group in (was, now))
    gone = [name for name in before if name not in after]
    if ("nodes" in before) != ("nodes" in after):
        message = (
            f"{now.name} changes between one node group over all zones and one a zone: the old ones are deleted while "
            "the new ones are created, in no certain order, and their pods are evicted"
        )
        yield warning(__name__, now.where, message, _FIX)
    elif gone:
        message = f"the node groups of {now.name} in {', '.join(gone)} are destroyed, with their nodes"
        yield warning(__name__, f"{now.where}.zones", message, "do it while nothing runs there", "network")
    elif "nodes" in before and not same_zones(before["nodes"], after["nodes"]):
        zones = ", ".join(before["nodes"].zones)
        message = f"the zones of a node group cannot change: that of {now.name} is replaced, its pods are evicted"
        fix = f"write 'zones: [{zones}]' in the group to leave it as it is; or do it while nothing runs there"
        yield warning(__name__, f"{now.where}.zones", message, fix, "network")


def _said(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
