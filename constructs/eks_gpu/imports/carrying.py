"""Tables that say what becomes of each key of an original: a new field is one row.

A table maps a key, or keys joined by dots, to a function that takes the value. A key without a row is noted as unknown,
so that nothing disappears silently.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eks_gpu.imports.imported import Part

UNKNOWN = "eks-gpu does not know this field"
_DEEPEST = 8


def carry(
    values: Mapping[str, object], table: Mapping[str, Callable[[object, str, Part], None]], part: Part, place: str = ""
) -> None:
    """Carry over every value that a mapping has.

    Args:
        values: A mapping of the original.
        table: The row of each key.
        part: The part of the result.
        place: Place of the mapping in the original.
    """
    _carry(values, table, part, place, "")


def _carry(
    values: Mapping[str, object],
    table: Mapping[str, Callable[[object, str, Part], None]],
    part: Part,
    place: str,
    prefix: str,
) -> None:
    for key, value in values.items():
        path, source = f"{prefix}{key}", f"{place}.{key}".lstrip(".")
        if value in (None, {}, [], ""):
            continue
        if path in table:
            table[path](value, source, part)
        elif (
            isinstance(value, dict) and path.count(".") < _DEEPEST and any(row.startswith(f"{path}.") for row in table)
        ):
            _carry(value, table, part, place=source, prefix=f"{path}.")
        else:
            part.left(source, UNKNOWN)


def covered(value: object, source: str, part: Part) -> None:
    """A row for what eks-gpu does anyway, so that nothing is missing."""


def left(reason: str, at: str = "") -> Callable[[object, str, Part], None]:
    """A row for what cannot be carried over; a setting that is off is nothing to carry over."""

    def take(value: object, source: str, part: Part) -> None:
        if value is not False:
            part.left(source, reason, at)

    return take


def covered_if(wanted: object, reason: str, at: str = "") -> Callable[[object, str, Part], None]:
    """A row for a setting that eks-gpu has fixed; another value is noted.

    Args:
        wanted: The value that eks-gpu has.
        reason: Why the result has no other.
        at: Where the note belongs.
    """

    def take(value: object, source: str, part: Part) -> None:
        if value != wanted:
            part.left(source, reason, at)

    return take


def text(path: str, words: Mapping[str, str] | None = None) -> Callable[[object, str, Part], None]:
    """A row for a text.

    Args:
        path: Field of the result.
        words: The result's words for the original's; any text, where there are none.
    """

    def take(value: object, source: str, part: Part) -> None:
        if not isinstance(value, str):
            part.left(source, "it is not a text", path)
        elif is_placeholder(value):
            part.left(source, PLACEHOLDER, path)
        elif words is None:
            part.put(path, value)
        elif value in words:
            part.put(path, words[value])
        else:
            part.left(source, f"it is none of {', '.join(sorted(words))}", path)

    return take


def whole(path: str) -> Callable[[object, str, Part], None]:
    """A row for a whole number."""

    def take(value: object, source: str, part: Part) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            part.left(source, "it is not a whole number", path)
        else:
            part.put(path, value)

    return take


def truth(path: str) -> Callable[[object, str, Part], None]:
    """A row for true or false."""

    def take(value: object, source: str, part: Part) -> None:
        if isinstance(value, bool):
            part.put(path, value)
        else:
            part.left(source, "it is neither true nor false", path)

    return take


def texts(path: str) -> Callable[[object, str, Part], None]:
    """A row for a list of texts."""

    def take(value: object, source: str, part: Part) -> None:
        found = text_list(value)
        if found is None:
            part.left(source, "it is not a list of texts", path)
        elif any(map(is_placeholder, found)):
            part.left(source, PLACEHOLDER, path)
        else:
            part.put(path, found)

    return take


def text_list(value: object) -> list[str] | None:
    """The texts of a list; None if it is something else."""
    if not isinstance(value, list):
        return None
    found = [one for one in value if isinstance(one, str)]
    return found if len(found) == len(value) else None


def text_map(value: object) -> dict[str, str]:
    """The texts of a mapping, and numbers and truths as people write them; others are left out."""
    if not isinstance(value, dict):
        return {}
    return {
        str(key): one if isinstance(one, str) else str(one).lower() if isinstance(one, bool) else str(one)
        for key, one in value.items()
        if isinstance(one, str | int | float)
    }


def mappings(value: object) -> list[dict[str, object]]:
    """The mappings in a list; one mapping by itself counts as a list of one."""
    items = value if isinstance(value, list) else [value]
    return [one for one in items if isinstance(one, dict)]


PLACEHOLDER = "it is a placeholder; fill it in the original first, or here"


# Ids as people publish them: `vpc-xxxxxxxxxxxxxxxxx`, `subnet-xxxxxxxxxxxxxxx21`.
_BLANKED_ID = re.compile(r"[a-z]+-x{4,}\d*")


def is_placeholder(value: str) -> bool:
    """Whether a text waits to be replaced, as in examples: ``${CLUSTER_NAME}``, ``<vpc-id>``, ``PLACEHOLDER_AZ_1``."""
    marked = "${" in value or "{{" in value or "PLACEHOLDER" in value or (value.startswith("<") and value.endswith(">"))
    return marked or _BLANKED_ID.fullmatch(value) is not None
