"""What a plan does, part by part; what is done alike to several objects is one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.review.fates import CLUSTER, NODE_GROUP, Fate, Level, fate, level
from eks_gpu.review.values import Field, fields, value_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.review.parts import Part, Parts
    from eks_gpu.review.plan import Change

# What a reviewer wants to know of a new object.
_HEADLINES = {
    CLUSTER: (
        "name",
        "version",
        "vpc_config.endpoint_public_access",
        "vpc_config.public_access_cidrs",
        "upgrade_policy.support_type",
    ),
    NODE_GROUP: ("instance_types", "capacity_type", "scaling_config.min_size", "scaling_config.max_size"),
    "aws_eks_access_entry": ("principal_arn",),
    "aws_eks_addon": ("addon_version",),
    "aws_subnet": ("cidr_block",),
    "aws_vpc": ("cidr_block",),
    "aws_vpc_endpoint": ("service_name",),
}
_REASONS = {
    "replace_because_tainted": "marked as broken (tainted)",
    "replace_by_request": "asked for by -replace",
    "replace_by_triggers": "something that it follows is replaced (replace_triggered_by)",
    "delete_because_no_module": "its module is gone",
    "delete_because_no_move_target": "moved to where nothing is written",
}
_DEFERRED = {
    "instance_count_unknown": "how many there will be is not known yet",
    "resource_config_unknown": "what it is made of is not known yet",
    "provider_config_unknown": "its provider is not known yet",
    "deferred_prereq": "it waits for something that is put off",
    "absent_prereq": "what it needs is not there yet",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is done, to one object or to several alike.

    Attributes:
        kind: Type of the objects.
        fate: What becomes of them.
        level: How far that reaches.
        changes: The objects.
        fields: What differs; of a new object, what is worth knowing.
        notes: Why, and what is said of it besides.
    """

    kind: str
    fate: Fate
    level: Level
    changes: tuple[Change, ...]
    fields: tuple[Field, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What is done to one part.

    Attributes:
        part: The part.
        entries: The worst first.
        means: What that means for those who use the cluster.
    """

    part: Part
    entries: tuple[Entry, ...]
    means: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """How far the worst of it reaches."""
        return max(entry.level for entry in self.entries)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything in it."""
        return tuple(change for entry in self.entries for change in entry.changes)


def entries(changes: Iterable[Change]) -> tuple[Entry, ...]:
    """What is done, the worst first; nothing that stays as it is."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for one in changes:
        if (what := fate(one)) is not Fate.NONE:
            found.setdefault((one.kind, what, level(one), _fields(one, what), notes(one)), []).append(one)
    made = [Entry(key[0], key[1], key[2], tuple(alike), key[3], key[4]) for key, alike in found.items()]  # type: ignore[arg-type] # the key above
    return tuple(sorted(made, key=lambda entry: (-entry.level, entry.kind != NODE_GROUP, entry.fate is Fate.CREATED)))


def drifted(changes: Iterable[Change]) -> tuple[Entry, ...]:
    """What was changed outside Terraform; the desired size is the autoscaler's, and no news."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for one in changes:
        what = Fate.DESTROYED if "delete" in one.actions else Fate.IN_PLACE
        differing = () if what is Fate.DESTROYED else tuple(each for each in fields(one) if not _autoscalers(one, each))
        if differing or what is Fate.DESTROYED:
            found.setdefault((one.kind, what, differing), []).append(one)
    return tuple(
        Entry(key[0], key[1], Level.NOTHING, tuple(alike), key[2], ())  # type: ignore[arg-type] # the key above
        for key, alike in found.items()
    )


def sections(changes: Iterable[Change], parts: Parts) -> tuple[Section, ...]:
    """Everything that is done, part by part."""
    found: dict[Part, list[Change]] = {}
    for one in changes:
        if fate(one) is not Fate.NONE:
            found.setdefault(parts.of(one), []).append(one)
    return tuple(Section(part, entries(found[part])) for part in sorted(found))


def notes(change: Change) -> tuple[str, ...]:
    """Why something is done, and what is said of it besides."""
    said = []
    if change.deposed:
        said.append("a leftover of an earlier replacement")
    if change.imported:
        said.append("taken over from outside Terraform (import)")
    if change.previous_address and change.previous_address != change.address:
        said.append(f"was {change.previous_address}")
    if change.reason in _REASONS:
        said.append(_REASONS[change.reason])
    if change.deferred:
        said.append(_DEFERRED.get(change.deferred, "something is not known yet"))
    if fate(change) is Fate.OTHER:
        said.append(f"its actions are {'/'.join(change.actions) or 'not given'}")
    return tuple(said)


def short_name(change: Change) -> str:
    """Its address without the type, where it is in no module."""
    prefix = f"{change.kind}."
    return change.address.removeprefix(prefix) if not change.module else change.address


def _fields(change: Change, what: Fate) -> tuple[Field, ...]:
    if what in {Fate.DESTROYED, Fate.FORGOTTEN, Fate.MOVED, Fate.IMPORTED, Fate.DEFERRED}:
        return ()
    if what is Fate.CREATED:
        return tuple(filter(None, (value_at(change, path) for path in _HEADLINES.get(change.kind, ()))))
    return tuple(sorted(fields(change), key=lambda one: not one.forces))


def _autoscalers(change: Change, field: Field) -> bool:
    return change.kind == NODE_GROUP and field.path == "scaling_config.desired_size"
