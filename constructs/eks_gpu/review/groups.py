"""Node groups of plans: numbers of nodes and GPUs at rest and at most, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.review.fates import NODE_GROUP, Fate, fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.review.plan import Change, Values

# As in eks_gpu.design.nodes.groups, which would bring the whole design with it.
GROUP_LABEL = "eks-gpu.io/group"


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


def block(values: Values, name: str) -> Values:
    """The only block of a name."""
    found = values.get(name)
    first = found[0] if isinstance(found, list) and found else found
    return first if isinstance(first, dict) else {}


def number(value: object) -> int | None:
    """A whole number that counts something."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


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
