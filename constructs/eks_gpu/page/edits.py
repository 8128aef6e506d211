"""The difference of a cluster file from an earlier version: fields, and what the edit does to a running cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eks_gpu import changes
from eks_gpu.effects import FIELDS
from eks_gpu.on_first_use import dataclass
from eks_gpu.page.markup import DASH
from eks_gpu.problem import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.declaration import Declaration
    from eks_gpu.problem import Problem

_SHOWN = 80


@dataclass(frozen=True)
class FieldEdit:
    """A field that has another value.

    Attributes:
        path: Its path.
        before: Its former value, or a dash.
        after: Its value, or a dash.
        effects: Possible effects of an edit of it on a running cluster.
    """

    path: str
    before: str
    after: str
    effects: tuple[str, ...]


@dataclass(frozen=True)
class Edits:
    """All edits.

    Attributes:
        since: The version that the file is compared with, as the user named it.
        fields: Fields with other values.
        problems: Findings of the rules about edits.
        known: Whether the earlier version could be read.
    """

    since: str
    fields: tuple[FieldEdit, ...]
    problems: tuple[Problem, ...]
    known: bool = True


def edits_of(new: Declaration, old: Declaration | None, since: str) -> Edits:
    """The edits of a declaration, which was checked against its earlier version."""
    rules = changes.by_id()
    found = tuple(problem for problem in new.problems if problem.id in rules)
    if old is None or old.draft is None or new.draft is None:
        return Edits(since, (), found, known=False)
    before, after = (dict(_leaves(one.draft.spec.model_dump(mode="json"))) for one in (old, new) if one.draft)
    paths = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    return Edits(since, tuple(_edit(path, before, after) for path in sorted(paths)), found)


def _edit(path: str, before: dict[str, object], after: dict[str, object]) -> FieldEdit:
    left, right = (_shown(side[path]) if path in side else DASH for side in (before, after))
    return FieldEdit(path, left, right, _effects(path))


def _effects(path: str) -> tuple[str, ...]:
    """The effects that the table of edits has for the field, or for the block that it is in."""
    key = re.sub(r"\[[^\]]*\]", "[]", path)
    while key:
        if key in FIELDS and (found := [*FIELDS[key].effects()]):
            return tuple(dict.fromkeys(one.value for one in found))
        key = key.rpartition(".")[0] if "." in key else ""
    return ()


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, object]]:  # noqa: ANN401 - as JSON has it
    """Every value with its path; entries of lists that have a name go by it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, inner in enumerate(value):
            name = inner.get("name", place) if isinstance(inner, dict) else place
            yield from _leaves(inner, f"{path}[{name}]")
    elif value is not None and value != []:
        yield path, value


def _shown(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _SHOWN else f"{shortened(text)[:_SHOWN]}…"
