"""Tables of codes: each file of `../codes` maps codes, or patterns, to a meaning and a next step."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.derived.told import Told

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def by_code(name: str) -> Mapping[str, Told]:
    """The words for each code of a table.

    Args:
        name: The table's file without its ending.
    """
    return {str(code): Told(row.get("means", ""), row["next"]) for row in _rows(name, "code") for code in row["codes"]}


@cache
def by_pattern(name: str, kind: str, key: str) -> tuple[tuple[re.Pattern[str], Told], ...]:
    """Patterns with their words, in the table's order: the first that fits counts.

    Args:
        name: The table's file without its ending.
        kind: The name of a row.
        key: The field with the meaning.
    """
    return tuple((re.compile(row["says"]), Told(row[key], row["next"])) for row in _rows(name, kind))


def fitting(name: str, kind: str, key: str, text: str) -> Told | None:
    """The words of the first pattern that fits a text; None if none does."""
    return next((told for pattern, told in by_pattern(name, kind, key) if pattern.search(text)), None)


# The tables' rows are TOML: their values have the types that the tests of the tables hold.
def _rows(name: str, kind: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath("..", "codes", f"{name}.toml").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = tomllib.loads(text)[kind]
    return rows
