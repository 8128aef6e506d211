"""The changes of a plan, part by part; the same change to several objects is one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.review.fates import Fate, Level, fate
from eks_gpu.review.outcome import outcome_of, told
from eks_gpu.review.shrinking import NODE_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.review.parts import Part, Parts
    from eks_gpu.review.plan import Change
    from eks_gpu.review.values import Field

_REASONS = {
    "replace_because_tainted": "marked as broken (tainted)",
    "replace_by_request": "requested with -replace",
    "replace_by_triggers": "an object that triggers it is replaced (replace_triggered_by)",
    "delete_because_no_module": "its module was removed",
    "delete_because_no_move_target": "moved to an address that the configuration does not contain",
}
_DEFERRED = {
    "instance_count_unknown": "the number of instances is not known yet",
    "resource_config_unknown": "its configuration is not known yet",
    "provider_config_unknown": "its provider is not known yet",
    "deferred_prereq": "it depends on a change that is deferred",
    "absent_prereq": "it depends on an object that does not exist yet",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, to one object or to several in the same way.

    Attributes:
        kind: Type of the objects.
        fate: Outcome for the objects.
        level: Severity of the outcome.
        changes: The objects.
        fields: Fields that differ; for a new object, the most important fields.
        notes: Reasons and other remarks.
        type: Type of the objects; that of manifests by their kind.
        taken: The nodes, capacity or access that changes take away, for each object that loses something.
    """

    kind: str
    fate: Fate
    level: Level
    changes: tuple[Change, ...]
    fields: tuple[Field, ...]
    notes: tuple[str, ...]
    type: str = ""
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The changes to one part.

    Attributes:
        part: The part of the cluster.
        entries: The worst first.
        means: Consequences for the users of the cluster.
    """

    part: Part
    entries: tuple[Entry, ...]
    means: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """Severity of the worst entry."""
        return max(entry.level for entry in self.entries)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes of the section, of every level."""
        return tuple(change for entry in self.entries for change in entry.changes)


def entries(changes: Iterable[Change]) -> tuple[Entry, ...]:
    """The changes, worst first, without objects that stay as they are."""
    found: dict[tuple[str, Fate, Level, tuple[Field, ...], tuple[str, ...], str, str], list[Change]] = {}
    for change in changes:
        if (what := fate(change)) is not Fate.NONE:
            judged = outcome_of(change)
            key = (change.kind, what, judged.level, told(change, what), notes(change), judged.type, judged.taken)
            found.setdefault(key, []).append(change)
    made = [
        Entry(kind, what, judged_level, tuple(alike), shown, remarks, type_, (taken,) if taken else ())
        for (kind, what, judged_level, shown, remarks, type_, taken), alike in found.items()
    ]
    return tuple(sorted(made, key=lambda entry: (-entry.level, entry.kind != NODE_GROUP, entry.fate is Fate.CREATED)))


def drifted(changes: Iterable[Change]) -> tuple[Entry, ...]:
    """Changes made outside Terraform, except the desired size, which the autoscaler sets."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        what = Fate.DESTROYED if "delete" in change.actions else Fate.IN_PLACE
        fields = () if what is Fate.DESTROYED else outcome_of(change).fields
        differing = tuple(field for field in fields if not _autoscalers(change, field))
        if differing or what is Fate.DESTROYED:
            found.setdefault((change.kind, what, differing), []).append(change)
    return tuple(
        Entry(key[0], key[1], Level.NOTHING, tuple(alike), key[2], ())  # type: ignore[arg-type] # the key above
        for key, alike in found.items()
    )


def sections(changes: Iterable[Change], parts: Parts) -> tuple[Section, ...]:
    """All changes, part by part."""
    found: dict[Part, list[Change]] = {}
    for change in changes:
        if fate(change) is not Fate.NONE:
            found.setdefault(parts.of(change), []).append(change)
    return tuple(Section(part, entries(found[part])) for part in sorted(found))


def notes(change: Change) -> tuple[str, ...]:
    """The reasons for a change, and other remarks."""
    remarks = []
    if change.deposed:
        remarks.append("left over from an earlier replacement (deposed)")
    if change.imported:
        remarks.append("created outside Terraform (import)")
    if change.previous_address and change.previous_address != change.address:
        remarks.append(f"was {change.previous_address}")
    if change.reason in _REASONS:
        remarks.append(_REASONS[change.reason])
    if change.deferred:
        remarks.append(_DEFERRED.get(change.deferred, "some of it is not known yet"))
    if fate(change) is Fate.OTHER:
        remarks.append(f"its actions are {'/'.join(change.actions) or 'not given'}")
    return tuple(remarks)


def short_name(change: Change) -> str:
    """Its address, without the type if it is not in a module."""
    prefix = f"{change.kind}."
    return change.address.removeprefix(prefix) if not change.module else change.address


def _autoscalers(change: Change, field: Field) -> bool:
    return change.kind == NODE_GROUP and field.path == "scaling_config.desired_size"
