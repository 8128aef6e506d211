"""The stops of the tour: each is an edit of one field of one workload, which takes its values one after the other.

Many stops share a declaration, because an apply takes as long for forty workloads as for one. Each has a namespace of
its own, whose name is part of the address of every resource that belongs to it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from eks_gpu.effects import Effect
from tools.edits.edit import GONE, Edit
from tools.edits.kinds import EDITS_BY_KIND, SILENT, declared, entry, field_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.effects import Edits

BATCH = 40
_ID = re.compile(r"e\d{3}-(?:deployment|statefulset|cronjob|job)")


@dataclass(frozen=True)
class Step:
    """A value that a field takes after the one before: `set`, `change`, `back` or `unset`, and the promised effect."""

    word: str
    value: Any
    effect: Effect


@dataclass(frozen=True)
class Stop:
    """An edit of a workload of one kind.

    Attributes:
        id: Name of its workload, and of its namespace.
        edit: The edit.
        kind: Kind of the workload.
        first: Value of the field before the first step.
        steps: The interruption.
    """

    id: str
    edit: Edit
    kind: str
    first: Any
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.edit} of a {self.kind.replace('_', ' ')}"

    def at(self, step: int) -> dict[str, Any]:
        """Its declaration after so many steps; one that has taken all of them stays as it is."""
        taken = self.steps[: max(step, 0)]
        return self._moved(declared(self.edit, taken[-1].value if taken else self.first, self.kind))

    def _moved(self, data: dict[str, Any]) -> dict[str, Any]:
        """Into its own namespace, under its own name; an edit of either keeps its values apart from others'."""
        (workload,) = data["workloads"]
        field = field_of(self.edit)
        names = [self.id]
        if field == "namespace":
            names = [f"{self.id}-{value}" for value in (self.edit.on, self.edit.other)]
            if "namespace" in workload:
                workload["namespace"] = f"{self.id}-{workload['namespace']}"
        else:
            workload["namespace"] = self.id
        if field != "name":
            workload["name"] = self.id
        return {**data, "namespaces": [{"name": name} for name in names]}


def steps(edit: Edit, table: Edits, *, silent: bool = False) -> tuple[Any, tuple[Step, ...]]:
    """The first value of a field, and the steps from there: set, change, change back, unset, as the table has them.

    Args:
        edit: The edit.
        table: The table's entry for it.
        silent: Whether the field changes nothing for this kind of workload.
    """
    has_other = table.change is not None and edit.other is not GONE
    found = (
        ("set", edit.on, table.set),
        ("change", edit.other, table.change if has_other else None),
        ("back", edit.on, table.change if has_other else None),
        ("unset", edit.off, table.unset),
    )
    taken = tuple(Step(word, value, Effect.NOTHING if silent else effect) for word, value, effect in found if effect)
    return edit.off if table.set else edit.on, taken


def stops() -> list[Stop]:
    """Every edit of a workload's field, for each kind of workload that may have the field."""
    found = []
    for number, (edit, kind) in enumerate(EDITS_BY_KIND):
        if _in_a_chart(edit):
            continue
        first, taken = steps(edit, entry(edit, kind), silent=kind in SILENT.get(field_of(edit), ()))
        if taken:
            found.append(Stop(f"e{number:03}-{kind.replace('_', '')}", edit, kind, first, taken))
    return found


def _in_a_chart(edit: Edit) -> bool:
    """Whether the edit is about a Gateway, whose objects stand in a chart that no plan shows."""
    exposed = edit.given.get("expose")
    return isinstance(exposed, dict) and exposed.get("kind") == "gateway"


def batches(found: Sequence[Stop], size: int = BATCH) -> Iterator[tuple[Stop, ...]]:
    """Stops that one declaration can hold: those of a kind whose declarations agree on everything but workloads."""
    ordered = sorted(found, key=lambda stop: (_rest(stop), stop.kind, stop.id))
    for _, group in groupby(ordered, key=lambda stop: (_rest(stop), stop.kind)):
        members = list(group)
        for start in range(0, len(members), size):
            yield tuple(members[start : start + size])


def _rest(stop: Stop) -> str:
    """The sections that stops of a batch share."""
    data = stop.at(0)
    return json.dumps({key: data[key] for key in data if key not in {"workloads", "namespaces", "storage"}})


def together(found: Iterable[Stop], step: int) -> dict[str, Any]:
    """One declaration of several stops after so many steps."""
    each = [stop.at(step) for stop in found]
    storage = {one["name"]: one for data in each for one in data.get("storage", ())}
    return {
        **each[0],
        "workloads": [workload for data in each for workload in data["workloads"]],
        "namespaces": [namespace for data in each for namespace in data["namespaces"]],
        "storage": list(storage.values()),
    }


def owner(address: str) -> str:
    """The id of the stop that a resource belongs to; empty if it belongs to none."""
    found = _ID.search(address)
    return found[0] if found else ""
