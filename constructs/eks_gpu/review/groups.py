"""Node groups of plans: numbers of nodes and GPUs at rest and at most, before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.review.fates import Fate, fate
from eks_gpu.review.shrinking import NODE_GROUP, SCALING_GROUP
from eks_gpu.review.values import block, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.review.plan import Change, Values

# As in eks_gpu.design.nodes.groups, which would bring the whole design with it.
GROUP_LABEL = "eks-gpu.io/group"
# The end that Terraform adds to a prefix.
_RANDOM = re.compile(r"-?\d{14,26}$")


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a node group, or of several together.

    Attributes:
        rest: Nodes at rest: the minimum.
        most: Nodes at most.
        gpus_rest: GPUs at rest.
        gpus_most: GPUs at most.
    """

    rest: int = 0
    most: int = 0
    gpus_rest: int = 0
    gpus_most: int = 0

    def __add__(self, other: Size) -> Size:
        """The sum of both capacities."""
        return Size(
            self.rest + other.rest,
            self.most + other.most,
            self.gpus_rest + other.gpus_rest,
            self.gpus_most + other.gpus_most,
        )


@dataclass(frozen=True, slots=True)
class Buying:
    """The capacity of a node group, before or after; empty if it does not exist."""

    types: tuple[str, ...] = ()
    spot: bool = False
    size: Size = Size()

    @property
    def gpu(self) -> bool:
        """Whether its nodes have GPUs."""
        return any(gpus(name) for name in self.types)


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """A node group of a plan, whether it changes or not.

    Attributes:
        change: The plan's actions on the group.
        fate: The fate of the group's nodes.
        group: The group of the cluster file that it is a part of; else what identifies it.
        declared: Whether the group is one of eks-gpu's.
        system: Whether it is for everything except GPU work.
        before: The capacity that it buys now.
        after: The capacity that it will buy.
        running: Number of nodes when the plan was made; None if the group is new or the number is unknown.
    """

    change: Change
    fate: Fate
    group: str
    declared: bool
    system: bool
    before: Buying
    after: Buying
    running: int | None


def node_groups(changes: Iterable[Change]) -> tuple[NodeGroup, ...]:
    """The node groups among some changes."""
    return tuple(
        _node_group(change) for change in changes if change.kind == NODE_GROUP and change.managed and not change.deposed
    )


def scaling_groups(changes: Iterable[Change]) -> tuple[NodeGroup, ...]:
    """The Auto Scaling groups among some changes, which modules use for self-managed nodes."""
    listed = list(changes)
    types = {one.module: one.values.get("instance_type") for one in listed if one.kind == "aws_launch_template"}
    return tuple(
        _scaling_group(change, types.get(change.module))
        for change in listed
        if change.kind == SCALING_GROUP and change.managed and not change.deposed
    )


def scaling_name(change: Change) -> str:
    """The name of an Auto Scaling group, without its random end."""
    for key in ("name_prefix", "name"):
        value = change.values.get(key)
        if isinstance(value, str) and value:
            return _RANDOM.sub("", value).rstrip("-")
    return change.address


def _scaling_group(change: Change, instance_type: object) -> NodeGroup:
    before, after = (_scaled(values, instance_type) for values in (change.before, change.after))
    what = fate(change)
    if what in {Fate.NONE, Fate.MOVED, Fate.FORGOTTEN} and not change.after:
        after = before
    ran = number(change.before.get("desired_capacity"))
    return NodeGroup(
        change, what, scaling_name(change), declared=False, system=False, before=before, after=after, running=ran
    )


def _scaled(values: Values, instance_type: object) -> Buying:
    template = block(block(values, "mixed_instances_policy"), "launch_template")
    overrides = template.get("override")
    types = tuple(
        str(one["instance_type"])
        for one in (overrides if isinstance(overrides, list) else [])
        if isinstance(one, dict) and one.get("instance_type")
    )
    if not types and values and isinstance(instance_type, str) and instance_type:
        types = (instance_type,)
    rest, most = number(values.get("min_size")) or 0, number(values.get("max_size")) or 0
    each = gpus(types[0]) if types else 0
    shares = block(block(values, "mixed_instances_policy"), "instances_distribution")
    spot = bool(types) and number(shares.get("on_demand_percentage_above_base_capacity")) == 0
    return Buying(types, spot, Size(rest, most, rest * each, most * each))


def gpus(instance_type: str) -> int:
    """GPUs of a node; none if the catalogue does not contain the type."""
    known = catalog.instance_type(instance_type)
    return known.gpu.count if known and known.gpu else 0


def total(sizes: Iterable[Size]) -> Size:
    """Capacity of all groups together."""
    return sum(sizes, Size())


def types_of(groups: Sequence[NodeGroup]) -> tuple[str, ...]:
    """The instance types of some node groups, as they are now, or as they will be."""
    return tuple(dict.fromkeys(name for group in groups for name in (group.before.types or group.after.types)))


def running(groups: Sequence[NodeGroup]) -> int | None:
    """Number of nodes of some node groups when the plan was made."""
    counts = [group.running for group in groups if group.running is not None]
    return sum(counts) if counts else None


def _node_group(change: Change) -> NodeGroup:
    what = fate(change)
    labels = change.values.get("labels")
    label = labels.get(GROUP_LABEL) if isinstance(labels, dict) else None
    before, after = _buying(change.before), _buying(change.after)
    system = change.name.startswith("system_") and label in {None, "system"}
    if what in {Fate.NONE, Fate.MOVED, Fate.FORGOTTEN} and not change.after:
        # A forgotten group continues to buy nodes.
        after = before
    named = "system" if system else label if isinstance(label, str) else _name(change)
    return NodeGroup(
        change=change,
        fate=what,
        group=named,
        declared=isinstance(label, str) or system,
        system=system,
        before=before,
        after=after,
        running=number(block(change.before, "scaling_config").get("desired_size")),
    )


def _name(change: Change) -> str:
    for key in ("node_group_name_prefix", "node_group_name"):
        value = change.values.get(key)
        if isinstance(value, str) and value:
            return value.rstrip("-")
    return change.address


def _buying(values: Values) -> Buying:
    found = values.get("instance_types")
    types = tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()
    scaling = block(values, "scaling_config")
    rest, most = number(scaling.get("min_size")) or 0, number(scaling.get("max_size")) or 0
    # All types of a group have as many GPUs; the autoscaler plans with the first.
    each = gpus(types[0]) if types else 0
    return Buying(types, values.get("capacity_type") == "SPOT", Size(rest, most, rest * each, most * each))
