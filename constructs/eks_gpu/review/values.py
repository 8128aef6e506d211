"""The fields of an object that differ, shortened, without sensitive values and control characters."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from eks_gpu.printable import printable
from eks_gpu.review.plan import SENSITIVE, Secret, below, marks

if TYPE_CHECKING:
    from eks_gpu.review.plan import Change, Output, Values

LATER = "(known after apply)"
NOTHING = "none"
# A value in a page; the plan has all of it.
_LONGEST = 120
_DEEPEST = 40
# JSON has no tuples; it is false, as all values are that say nothing.
_ABSENT = ()
# Fields that change because another field does.
_FOLLOWING = {"aws_launch_template": ("default_version", "latest_version")}


class Field(NamedTuple):
    """A field that differs.

    Attributes:
        path: Where it is, such as ``scaling_config.max_size``; blocks of which there is one have no number.
        before: The old value, as text.
        after: The new value, as text.
        forces: Whether it is what makes a replacement necessary.
    """

    path: str
    before: str
    after: str
    forces: bool = False


def fields(change: Change) -> tuple[Field, ...]:
    """The fields of a change that differ; what follows from them in a new object, such as its id, is left out."""
    if change.outcome is not None:
        return change.outcome.fields
    forcing = {str(path[0]) for path in change.replace_paths if path}
    found = []
    later, replaced = _later(change.unknown), "delete" in change.actions
    # A value that is known later can be in neither side.
    before, after = change.before, dict.fromkeys(later, _ABSENT) | change.after if later else change.after
    for key, was, now in _unlike(before, after, later):
        # In a new object, nobody chose what the provider fills in.
        if replaced and key not in forcing and later.get(key) is True:
            continue
        # A provider without default tags writes the tags twice.
        if key == "tags_all" and (was, now, later.get(key)) == (
            before.get("tags"),
            after.get("tags"),
            later.get("tags"),
        ):
            continue
        for path, old, new in _differing(key, was, now, later.get(key)):
            one = Field(path, old, new, key in forcing)
            if not _follows(change, one):
                found.append(one)
    return tuple(field for field in found if not (field.path.startswith("tags_all") and _repeats(field, found)))


def value_at(change: Change, path: str) -> Field | None:
    """The value of a field of a new object; None if it has none."""
    value: object = change.after
    shadow: object = change.unknown
    for step in path.split("."):
        # A block of which there is one stands in a list.
        if isinstance(value, list) and len(value) == 1:
            value, shadow = value[0], below(shadow, 0)
        value, shadow = value.get(step) if isinstance(value, dict) else None, below(shadow, step)
    if shadow is True:
        return Field(path, NOTHING, LATER)
    return None if _nothing(value) else Field(path, NOTHING, shown(value))


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


def _follows(change: Change, field: Field) -> bool:
    """Whether nobody chose the difference: a new object has a new id, and no value where the old one had a zero."""
    if "delete" in change.actions and not field.forces:
        return field.after == LATER or (field.after == NOTHING and field.before in {"0", "false"})
    return field.path in _FOLLOWING.get(change.kind, ())


def of_output(output: Output) -> Field:
    """An output's two values."""
    before = NOTHING if output.actions == ("create",) else shown(output.before)
    after = LATER if marks(output.unknown) else shown(output.after)
    return Field(output.name, before, NOTHING if output.actions == ("delete",) else after)


def shown(value: object) -> str:
    """A value on one line, which no terminal takes for a command."""
    if value == "":
        return '""'
    text = value if isinstance(value, str) else _written(value)
    text = printable(text[: _LONGEST * 2])
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


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


def _differing(path: str, before: object, after: object, unknown: object, depth: int = 0) -> list[tuple[str, str, str]]:
    """Path and texts of all that differs from here on."""
    if unknown is True:
        return [(path, shown(before), LATER)]
    same = _same(before, after)
    if same and not marks(unknown):
        return []
    if isinstance(before, str) and isinstance(after, str) and not (before.startswith("{") and after.startswith("{")):
        return [] if same else [(path, shown(before), shown(after))]
    if isinstance(before, Secret) or isinstance(after, Secret):
        return [(path, NOTHING if _nothing(before) else SENSITIVE, NOTHING if _nothing(after) else SENSITIVE)]
    if depth < _DEEPEST and (pairs := _pairs(path, before, after, unknown)) is not None:
        return [
            found
            for step, name, was, now in pairs
            for found in _differing(name, was, now, below(unknown, step), depth + 1)
        ]
    return [] if same else [(path, *_leaf(before, after))]


def _leaf(before: object, after: object) -> tuple[str, str]:
    """Values without a common shape: only the removed and the added ones of blocks."""
    if isinstance(before, list) or isinstance(after, list):
        lists = [side if isinstance(side, list) else [] for side in (before, after)]
        if all(isinstance(side, list) or _nothing(side) for side in (before, after)) and _blocks(
            [*lists[0], *lists[1]]
        ):
            gone, new = _without(*lists), _without(*reversed(lists))
            if gone or new:
                return _each(gone), _each(new)
    return shown(before), shown(after)


def _pairs(
    path: str, before: object, after: object, unknown: object
) -> list[tuple[str | int, str, object, object]] | None:
    """The pairs below two values of the same shape that may differ; None if the shapes differ."""
    if isinstance(before, str) and isinstance(after, str):
        # A policy is a text for Terraform; a reviewer wants to know which action was added to it.
        before, after = _document(before), _document(after)
    if isinstance(before, dict) and isinstance(after, dict):
        return [(key, f"{path}.{key}", was, now) for key, was, now in _unlike(before, after, unknown)]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and _blocks(before + after):
        one = len(before) == 1
        return [
            (at, path if one else f"{path}[{at}]", was, now)
            for at, (was, now) in enumerate(zip(before, after, strict=True))
        ]
    return None


def _unlike(before: Values, after: Values, unknown: object) -> list[tuple[str, object, object]]:
    """The keys whose values may differ, in order, with both values.

    Most values are the same, and a comparison of the whole is faster than one of its parts.
    """
    later = unknown if isinstance(unknown, dict) else {}
    found = [
        (key, was, now) for key, was in before.items() if not _same(was, now := after.get(key, _ABSENT)) or key in later
    ]
    if after.keys() != before.keys():
        found += [(key, _ABSENT, now) for key, now in after.items() if key not in before]
    return sorted(found, key=itemgetter(0))


def _document(text: str) -> object:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _blocks(values: list[object]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _each(values: list[object]) -> str:
    return shown(", ".join(shown(value) for value in values)) if values else NOTHING


def _without(values: list[object], others: list[object]) -> list[object]:
    return [value for value in values if value not in others]


def _same(before: object, after: object) -> bool:
    """Providers say nothing in several ways; and True is 1 to Python, and not to Terraform."""
    if type(before) is type(after) and before == after:
        return True
    return not before and not after and _nothing(before) and _nothing(after)


def _nothing(value: object) -> bool:
    return value is None or value is _ABSENT or value in ("", [], {})


def _repeats(one: Field, found: list[Field]) -> bool:
    """Whether a difference in `tags_all` only repeats one in `tags`."""
    path = one.path.replace("tags_all", "tags", 1)
    return any(other.path == path and (other.before, other.after) == (one.before, one.after) for other in found)


def _later(unknown: object) -> dict[str, object]:
    """The keys that a shadow marks with anything, with their marks."""
    return {key: value for key, value in unknown.items() if marks(value)} if isinstance(unknown, dict) else {}
