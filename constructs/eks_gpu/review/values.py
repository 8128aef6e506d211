"""Which fields of an object differ, in few words: no sensitive value, no control character, nothing endless."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.review.plan import Change, Output

SENSITIVE = "(sensitive)"
LATER = "(known after apply)"
NOTHING = "none"
# A value in a page; the plan has all of it.
_LONGEST = 120
_DEEPEST = 40
_ABSENT = object()
# What of a value is unknown, was sensitive, and will be.
_Shadows = tuple[object, object, object]
# What changes because something else does.
_FOLLOWING = {"aws_launch_template": ("default_version", "latest_version")}


@dataclass(frozen=True, slots=True)
class Field:
    """A field that differs.

    Attributes:
        path: Where it is, such as ``scaling_config.max_size``; blocks of which there is one have no number.
        before: What it was, as text.
        after: What it will be.
        forces: Whether it is what makes a replacement necessary.
    """

    path: str
    before: str
    after: str
    forces: bool = False


def fields(change: Change) -> tuple[Field, ...]:
    """The fields of a change that differ; what follows from them in a new object, such as its id, is left out."""
    forcing = {str(path[0]) for path in change.replace_paths if path}
    found = []
    for key in sorted(change.before.keys() | change.after.keys() | _unknown_keys(change.unknown)):
        sides = (change.before.get(key, _ABSENT), change.after.get(key, _ABSENT))
        shadows = (_below(change.unknown, key), _below(change.hidden[0], key), _below(change.hidden[1], key))
        differing = (Field(path, was, now, key in forcing) for path, was, now in _differing(key, *sides, shadows))
        found += [one for one in differing if not _follows(change, one)]
    return tuple(one for one in found if not _repeats(one, found))


def _follows(change: Change, field: Field) -> bool:
    """Whether nobody chose this: a new object has a new id, and no value where the old one was told a zero."""
    if "delete" in change.actions and not field.forces:
        return field.after == LATER or (field.after == NOTHING and field.before in {"0", "false"})
    return field.path in _FOLLOWING.get(change.kind, ())


def of_output(output: Output) -> Field:
    """An output's two values."""
    hidden = any(_any(shadow) for shadow in output.hidden)
    before = NOTHING if output.actions == ("create",) else SENSITIVE if hidden else shown(output.before)
    after = LATER if _any(output.unknown) else SENSITIVE if hidden else shown(output.after)
    return Field(output.name, before, NOTHING if output.actions == ("delete",) else after)


def shown(value: object) -> str:
    """A value on one line, which no terminal takes for a command."""
    if value == "":
        return '""'
    text = value if isinstance(value, str) else _written(value)
    text = "".join(one if one.isprintable() else _escaped(one) for one in text[: _LONGEST * 2])
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def _written(value: object) -> str:
    if value is None or value is _ABSENT or value in ([], {}):
        return NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        said = (f"{key}={shown(one)}" for key, one in sorted(value.items()) if one not in (None, "", [], {}))
        return " ".join(said) or NOTHING
    if isinstance(value, list):
        return f"[{', '.join(shown(one) for one in value)}]"
    return str(value)


def _differing(
    path: str, before: object, after: object, shadows: _Shadows, depth: int = 0
) -> Iterator[tuple[str, str, str]]:
    """Path and texts of all that differs from here on."""
    unknown, hidden_before, hidden_after = shadows
    if unknown is True:
        yield path, SENSITIVE if _any(hidden_before) else shown(before), LATER
    elif hidden_before is True or hidden_after is True:
        if before != after:
            yield path, SENSITIVE, SENSITIVE
    elif _same(before, after) and not _any(unknown):
        return
    elif depth < _DEEPEST and (pairs := _pairs(path, before, after)) is not None:
        for step, below, was, now in pairs:
            following = (_below(unknown, step), _below(hidden_before, step), _below(hidden_after, step))
            yield from _differing(below, was, now, following, depth + 1)
    elif not _same(before, after):
        yield _leaf(path, (before, hidden_before), (after, hidden_after))


def _leaf(path: str, was: tuple[object, object], now: tuple[object, object]) -> tuple[str, str, str]:
    """Values without a common shape, each with its shadow."""
    if _any(was[1]) or _any(now[1]):
        return path, SENSITIVE, SENSITIVE
    before, after = was[0], now[0]
    lists = [one if isinstance(one, list) else [] for one in (before, after)]
    if all(isinstance(one, list) or one is None or one is _ABSENT for one in (before, after)) and _blocks(
        [*lists[0], *lists[1]]
    ):
        # Of blocks only those that were taken out, and those that were put in.
        gone, new = _without(*lists), _without(*reversed(lists))
        if gone or new:
            return path, _each(gone), _each(new)
    return path, shown(before), shown(after)


def _pairs(path: str, before: object, after: object) -> list[tuple[str | int, str, object, object]] | None:
    """What stands below two values that have the same shape; None where they have not."""
    if isinstance(before, str) and isinstance(after, str):
        # A policy is a text for Terraform; a reviewer wants to know which action was added to it.
        documents = _document(before), _document(after)
        if documents[0] is None or documents[1] is None:
            return None
        before, after = documents
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted(before.keys() | after.keys())
        return [(key, f"{path}.{key}", before.get(key, _ABSENT), after.get(key, _ABSENT)) for key in keys]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and _blocks(before + after):
        one = len(before) == 1
        return [
            (at, path if one else f"{path}[{at}]", was, now)
            for at, (was, now) in enumerate(zip(before, after, strict=True))
        ]
    return None


def _document(text: str) -> object:
    if not text.startswith("{"):
        return None
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _blocks(values: list[object]) -> bool:
    return all(isinstance(one, dict) for one in values)


def _each(values: list[object]) -> str:
    return shown(", ".join(shown(one) for one in values)) if values else NOTHING


def _without(values: list[object], others: list[object]) -> list[object]:
    return [one for one in values if one not in others]


def _same(before: object, after: object) -> bool:
    """Providers say nothing in several ways: no value, an empty text, an empty list."""
    nothing: tuple[object, ...] = (None, "", [], {}, _ABSENT)
    empty = [
        any(value is one or (not isinstance(value, bool) and value == one) for one in nothing)
        for value in (before, after)
    ]
    if all(empty):
        return True
    # True is 1 to Python, and not to Terraform.
    return type(before) is type(after) and before == after


def _repeats(one: Field, found: list[Field]) -> bool:
    """`tags_all` says again what `tags` says."""
    return one.path.startswith("tags_all") and any(
        other.path == one.path.replace("tags_all", "tags", 1) and (other.before, other.after) == (one.before, one.after)
        for other in found
    )


def _unknown_keys(unknown: object) -> set[str]:
    """The keys that a shadow marks with anything."""
    return {key for key, value in unknown.items() if _any(value)} if isinstance(unknown, dict) else set()


def _below(shadow: object, step: str | int) -> object:
    """What a shadow says of the next step; what is marked as a whole stays so."""
    if shadow is True:
        return True
    if isinstance(shadow, dict):
        return shadow.get(step)
    if isinstance(shadow, list) and isinstance(step, int) and step < len(shadow):
        return shadow[step]
    return None


def _any(shadow: object, depth: int = 0) -> bool:
    """Whether a shadow marks anything."""
    if depth > _DEEPEST:
        return True
    if isinstance(shadow, dict):
        return any(_any(one, depth + 1) for one in shadow.values())
    if isinstance(shadow, list):
        return any(_any(one, depth + 1) for one in shadow)
    return shadow is True
