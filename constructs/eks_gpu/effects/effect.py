"""What an edit can do, and how an entry of the table says it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Effect(Enum):
    """The most disruptive thing that an edit does to a running cluster, the mildest first.

    The values are the words for people; `eks-gpu` itself compares members.
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
        """Whether it is milder."""
        order = list(Effect)
        return order.index(self) < order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What editing one field does.

    Attributes:
        set: Writing it where it was not; for a list or a map, adding an entry. None where it is always written.
        change: Writing another value. None where there is no third value, as for a switch.
        unset: Taking it away, which means its default; for a list or a map, removing an entry.
        why: The reason, as the beginning of a message; empty where the effect says it all.
        cases: Where it depends on other fields: the condition in words, and what is different then.
    """

    set: Effect | None = None
    change: Effect | None = None
    unset: Effect | None = None
    why: str = ""
    cases: Mapping[str, Edits] = field(default_factory=dict)

    def when(self, condition: str, edits: Edits) -> Edits:
        """The same with an exception."""
        return replace(self, cases={**self.cases, condition: edits})

    def effects(self) -> Iterator[Effect]:
        """Everything that it may do, exceptions included."""
        yield from (one for one in (self.set, self.change, self.unset) if one)
        for case in self.cases.values():
            yield from case.effects()


def always(effect: Effect, why: str = "") -> Edits:
    """The same for every edit of an optional field."""
    return Edits(set=effect, change=effect, unset=effect, why=why)


def changed(effect: Effect, why: str = "") -> Edits:
    """For a field that is always written."""
    return Edits(change=effect, why=why)


def switched(on: Effect, off: Effect, why: str = "") -> Edits:
    """For a field with two values: away from its default, and back."""
    return Edits(set=on, unset=off, why=why)


def entries(added: Effect, changed: Effect, removed: Effect, why: str = "") -> Edits:
    """For a list, a map or a block: an entry is added, changed or removed."""
    return Edits(set=added, change=changed, unset=removed, why=why)


# A block whose fields have different effects: what an edit does, their own entries say.
AS_ITS_FIELDS = Edits(why="as its fields say")
