"""Possible effects of an edit, and the notation of the table's entries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Effect(Enum):
    """The most disruptive consequence of an edit for a running cluster, the mildest first.

    The values are texts for people; the code compares members.
    """

    NOTHING = "nothing: no resource changes"
    KEPT = "nothing: what exists keeps what it was created with"
    CREATES = "new resources"
    IN_PLACE = "in place"
    DELETES = "resources are deleted"
    ROLLS_PODS = "pods are replaced, a few at a time"
    REPLACES_WORKLOAD = "the workload is replaced: its pods stop, others start"
    REPLACES_NODES = "nodes are replaced, their pods evicted"
    REPLACES_GROUP = "node groups are replaced, their pods evicted"
    LOSES_DATA = "stored data is deleted"
    MOVES_STATE = "Terraform looks for its state elsewhere"
    REPLACES_CLUSTER = "the cluster is replaced"
    REFUSED = "refused by EKS, AWS or Kubernetes"
    OTHER_CLUSTER = "another cluster: the running one stays as it is"

    def __lt__(self, other: Effect) -> bool:
        """Whether this effect is milder than the other."""
        order = list(Effect)
        return order.index(self) < order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """The effects of editing one field.

    Attributes:
        set: Writing a field that was not set; for a list or a map, adding an entry. None for a required field.
        change: Writing another value. None if there is no third value, as for a switch.
        unset: Removing the field, which restores its default; for a list or a map, removing an entry.
        why: The reason, as the beginning of a message; empty if the effect is enough.
        cases: If the effect depends on other fields: each condition in words, with the effects under it.
    """

    set: Effect | None = None
    change: Effect | None = None
    unset: Effect | None = None
    why: str = ""
    cases: Mapping[str, Edits] = field(default_factory=dict)

    def when(self, condition: str, edits: Edits) -> Edits:
        """The same effects with an exception."""
        return replace(self, cases={**self.cases, condition: edits})

    def effects(self) -> Iterator[Effect]:
        """All possible effects, including those of exceptions."""
        yield from (kind_of_edit for kind_of_edit in (self.set, self.change, self.unset) if kind_of_edit)
        for case in self.cases.values():
            yield from case.effects()


# A case of fields that mean something else on a cluster that others made.
ON_EXISTING = "on an existing cluster"


def always(effect: Effect, why: str = "") -> Edits:
    """The same effect for every edit of an optional field."""
    return Edits(set=effect, change=effect, unset=effect, why=why)


def changed(effect: Effect, why: str = "") -> Edits:
    """The effect of changing a required field."""
    return Edits(change=effect, why=why)


def switched(on: Effect, off: Effect, why: str = "") -> Edits:
    """The effects of a field with two values: away from its default, and back."""
    return Edits(set=on, unset=off, why=why)


def entries(added: Effect, changed: Effect, removed: Effect, why: str = "") -> Edits:
    """The effects of adding, changing or removing an entry of a list, a map or a block."""
    return Edits(set=added, change=changed, unset=removed, why=why)


# A block whose fields have different effects; their own entries describe them.
AS_ITS_FIELDS = Edits(why="see its fields")
