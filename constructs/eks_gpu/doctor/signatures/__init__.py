"""Lines that name a cause, in the words of the programs that print them: one table, one row for each cause.

A row is data (`table/`): a newcomer adds one without a line of code, as CONTRIBUTING shows. The messages of one program
stand in `table/<area>/<program>.toml`, those that several programs share in `table/<area>.toml`. If several rows fit
one line, the first reports it: programs come before shared messages, and in a file the more specific row stands first.
A row that is `general` fits messages about any kind of object, so it comes after all others.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.doctor.signatures.branches import Branch, Evidence
from eks_gpu.doctor.signatures.condensed import condensed
from eks_gpu.doctor.signatures.index import Index
from eks_gpu.doctor.signatures.kept import kept
from eks_gpu.doctor.signatures.signature import DERIVED, LAST, SETTINGS, Match, Signature
from eks_gpu.doctor.signatures.words.likeness import Likeness
from eks_gpu.doctor.signatures.words.phrases import PROSE
from eks_gpu.doctor.signatures.words.symptoms import Symptoms
from eks_gpu.doctor.signatures.xids import of_xids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

_ENDING = ".toml"
_SHARED = "shared"
# Lines that look bad and that other rows know, after which nobody looks for one that is unknown.
_MOST_LINES = 20

__all__ = [
    "LAST",
    "PROSE",
    "SETTINGS",
    "Branch",
    "Evidence",
    "Match",
    "Signature",
    "by_id",
    "evidence",
    "fallback",
    "first",
    "in_words",
    "matches",
    "signatures",
    "together",
]


def signatures() -> tuple[Signature, ...]:
    """Every row: those of programs, shared ones, general ones, those of forms, and errors that nothing knows."""
    return _table()[0]


@cache
def _table() -> tuple[tuple[Signature, ...], Index, Likeness]:
    """Every row, the index of those that have patterns, and the terms of the others; this takes longer than a paste."""
    here = Path(__file__).parent
    return kept("signatures", (here, Path(catalog.__file__).parent), _read_and_indexed)


def _read_and_indexed() -> tuple[tuple[Signature, ...], Index, Likeness]:
    rows = _read()
    return rows, Index([one for one in rows if one.area != PROSE]), Likeness.of(rows)


def _read() -> tuple[Signature, ...]:
    folder = files(__package__).joinpath("table")
    areas = sorted((one for one in folder.iterdir() if one.name != PROSE), key=lambda one: one.name)
    of_programs = [row for area in areas if area.is_dir() for table in _tables(area) for row in _rows(area.name, table)]
    shared = [row for area in areas for table in _shared(area) for row in _rows(area.name.removesuffix(_ENDING), table)]
    named = [row for row in shared if row.area not in {DERIVED, LAST}]
    known = sorted([*of_programs, *named], key=lambda row: row.is_general)
    guesses = [row for area in (DERIVED, LAST) for row in shared if row.area == area]
    symptoms = sorted(folder.joinpath(PROSE).iterdir(), key=lambda one: one.name)
    in_words = [row for one in symptoms for table in _tables(one) for row in _rows(PROSE, table)]
    return (*known, *of_xids(), *guesses, *in_words)


def _tables(place: Traversable) -> list[Traversable]:
    """The tables of a folder itself by their names, or the one that a file is."""
    tables = [place] if place.is_file() else [one for one in place.iterdir() if one.is_file()]
    return sorted((one for one in tables if one.name.endswith(_ENDING)), key=lambda one: one.name)


def _shared(area: Traversable) -> list[Traversable]:
    """The tables of an area whose messages several programs print: one file, or a folder where one got too long."""
    if area.is_file():
        return _tables(area)
    folder = area.joinpath(_SHARED)
    return _tables(folder) if folder.is_dir() else []


def _rows(area: str, table: Traversable) -> Iterator[Signature]:
    for row in tomllib.loads(table.read_text(encoding="utf-8"))["signature"]:
        yield Signature.of_row(area, row)


@cache
def by_id() -> Mapping[str, Signature]:
    """Every row by its id."""
    return {one.id: one for one in signatures()}


@cache
def _symptoms() -> Symptoms:
    *known, unknown = (one for one in signatures() if one.area == PROSE)
    return Symptoms(known, unknown, _table()[2], {row.id: row for row in known})


@lru_cache(maxsize=4)
def _candidates(text: str) -> tuple[Signature, ...]:
    """The rows that a text may contain; each text is asked for rows, for their branches, and for pairs of places."""
    return tuple(_table()[1].candidates(text.lower()))


@lru_cache(maxsize=4096)
def first(text: str) -> Signature | None:
    """The first row of the table that fits a message, a cause before a symptom; None if none does.

    Args:
        text: One message of one object; many objects have the same.
    """
    found = None
    for one in _table()[1].candidates(text.lower()):
        if not one.is_fallback and (found is None or one.order < found.order) and one.found_in(text):
            if not one.rank:
                return one
            found = one
    return found


def matches(text: str) -> Iterator[Match]:
    """The rows that fit any line of a text, each at its first place.

    Args:
        text: A log, an output, a paste. Only the order of the places counts, so that lines of a long log that differ
            in numbers are looked at once.
    """
    shorter = condensed(text)
    for one in _candidates(shorter):
        find = _unknown_place if one.area == LAST else Signature.place_in
        if not one.is_fallback and (match := find(one, shorter)):
            yield match


def _unknown_place(row: Signature, text: str) -> Match | None:
    """The first line of a row that knows nothing which no other row knows; those of known rows may come again."""
    begin = 0
    for _ in range(_MOST_LINES):
        match = row.place_in(text, begin)
        if match is None:
            return None
        known = first(match.line)
        if known is None or known.area == LAST:
            return match
        begin = max(match.at + 1, text.find("\n", match.at))
    return None


def together(text: str) -> Iterator[Match]:
    """The rows that two places of a text fit only together: a failure, and the setting or version behind it.

    Args:
        text: A whole paste, whose parts (commands, files, prose) belong to one failure.
    """
    shorter = condensed(text)
    for one in _candidates(shorter):
        if one.context and (match := one.place_in(shorter)):
            yield match


def evidence(texts: Iterable[str]) -> Evidence:
    """Pastes in which branches of the rows that are found look for their evidence.

    Args:
        texts: Whole pastes.
    """
    return Evidence(tuple(map(condensed, texts)))


def in_words(text: str) -> Iterator[Match]:
    """The symptoms that a person names, the first sentence first; a later one may only repeat it.

    Args:
        text: A paste in which no program names a cause.
    """
    yield from _symptoms().named_in(text)


def fallback(text: str) -> Match | None:
    """The first line of a text that looks like a failure, for a text of which nothing else is known."""
    rows = (one for one in signatures() if one.is_fallback and one.area != PROSE)
    return next((match for one in rows if (match := one.place_in(condensed(text)))), None)
