"""The edit replaces the node groups of a group, or destroys them.

**Why.** EKS cannot change a node group's instance types (their order counts), capacity type, operating system, subnets,
or whether it runs EKS's AMI or your own. Terraform creates the new node group first, then deletes the old one, and EKS
evicts its pods: a job starts again. Meanwhile both may have nodes, so the quota must suffice for both. A zone that is
added to the network replaces the node groups of `max` groups that name no zones.

Changing from `max` to `max_per_zone` or back is different: the node groups have other addresses in the state, so
Terraform sees no connection between the old and the new ones. It creates and deletes them at the same time, and the old
nodes can be gone before the new group can take their pods.

**Fix.** Apply it while nothing is running there; or add a second group, move the workloads by `node_groups`, and then
remove the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import fixed, groups, same_zones
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GroupDesign
    from eks_gpu.problem import Problem

_FIX = "apply it while nothing is running there; or add a second group, move the work, then remove this one"

BEFORE = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2}
"""
BAD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g6.xlarge], max_per_zone: 2}
"""
GOOD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2}
  - {name: gpu-l4, instance_types: [g6.xlarge], max_per_zone: 2}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the fields that EKS cannot change in a node group."""
    for was, now in groups(old, new):
        for field, before, after in fixed(was, now):
            if before != after:
                difference = f"{_shown(before)} becomes {_shown(after)}"
                message = f"{difference}: every node group of {now.name} is replaced, and its pods are evicted"
                yield warning(__name__, f"{now.where}.{field}", message, _FIX)
        yield from _zones(was, now)
    yield from _system(old, new)


def _system(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    was, now = old.system, new.system
    moves = "the system nodes are recreated; DNS and the autoscaler move"
    edited = [(field, before, after) for field, before, after in fixed(was, now) if before != after]
    if not same_zones(was.node_group, now.node_group):
        edited.append(("zones", was.node_group.zones, now.node_group.zones))
    for field, before, after in edited:
        message = f"{_shown(before)} becomes {_shown(after)}: {moves}"
        yield warning(__name__, f"system_nodes.{field}", message, "nothing; expect a minute without scaling", "network")


def _zones(was: GroupDesign, now: GroupDesign) -> Iterator[Problem]:
    """Compare node groups by their ids: the zone of each, or one id for all zones."""
    before, after = ({nodes.id: nodes for nodes in group.node_groups} for group in (was, now))
    gone = [name for name in before if name not in after]
    if ("nodes" in before) != ("nodes" in after):
        message = (
            f"{now.name} changes between one node group for all zones and one per zone: Terraform deletes the old ones "
            "while it creates the new ones, in no particular order, and EKS evicts their pods"
        )
        yield warning(__name__, now.where, message, _FIX)
    elif gone:
        message = f"the node groups of {now.name} in {', '.join(gone)} are destroyed, with their nodes"
        yield warning(__name__, f"{now.where}.zones", message, "apply it while nothing is running there", "network")
    elif "nodes" in before and not same_zones(before["nodes"], after["nodes"]):
        zones = ", ".join(before["nodes"].zones)
        message = f"a node group's zones cannot change: that of {now.name} is replaced, and its pods are evicted"
        fix = f"write 'zones: [{zones}]' in the group to keep it as it is; or apply it while nothing is running there"
        yield warning(__name__, f"{now.where}.zones", message, fix, "network")


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
