"""Lines that name a cause, in the words of the programs that print them: one table, one row for each cause.

A row is data (`table/*.toml`): a newcomer adds one without a line of code, as CONTRIBUTING shows. If several rows fit
one line, the first reports it: the more specific row stands first.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.signature import Match, Signature
from eks_gpu.doctor.signatures.xids import of_xids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LAST = "unknown"

__all__ = ["Match", "Signature", "by_id", "first", "matches", "signatures"]


@cache
def signatures() -> tuple[Signature, ...]:
    """Every row, in the order of files and rows."""
    folder = files(__package__).joinpath("table")
    tables = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    rows = tuple(
        Signature.of_row(table.name.removesuffix(".toml"), row)
        for table in tables
        for row in tomllib.loads(table.read_text(encoding="utf-8"))["signature"]
    )
    # The last table holds errors that nothing else knows.
    return (*(one for one in rows if one.area != LAST), *of_xids(), *(one for one in rows if one.area == LAST))


@cache
def by_id() -> Mapping[str, Signature]:
    """Every row by its id."""
    return {one.id: one for one in signatures()}


def first(text: str, *areas: str) -> Signature | None:
    """The first row of the table that fits a message, a cause before a symptom; None if none does.

    Args:
        text: One message of one object.
        areas: Files of the table to look in, in this order; none for all.
    """
    lowered = text.lower()
    rows = [one for area in areas for one in signatures() if one.area == area] if areas else list(signatures())
    found = [one for one in rows if one.may_be_in(lowered) and one.found_in(text)]
    return min(found, key=lambda one: one.is_symptom, default=None)


def matches(text: str) -> Iterator[Match]:
    """The rows that fit any line of a text, each at its first place."""
    lowered = text.lower()
    for one in signatures():
        if one.may_be_in(lowered) and (match := one.place_in(text)):
            yield match
