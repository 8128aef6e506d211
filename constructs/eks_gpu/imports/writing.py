"""A cluster file as text: short, in the order of the schema, with comments about what is missing in place."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from eks_gpu.imports.scalars import flow, scalar
from eks_gpu.printable import printable
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.imports.imported import Note
    from eks_gpu.imports.settled import Settled

_WIDTH = 120
# A mapping that fits is written on one line.
_NARROW = 100
# A reason that holds for many groups names these many places.
_MOST_PLACES = 8
_WORDS = {"left": "not carried over", "changed": "changed"}


def written(settled: Settled, origin: str) -> str:
    """The text of the cluster file.

    Args:
        settled: Its content.
        origin: The first comment, which names the original.
    """
    paragraphs = [_folded(origin, "")]
    together: list[str] = []
    for key, value in settled.values.items():
        notes = settled.notes.get(key, [])
        lines = _block(key, value, settled.notes)
        if len(lines) == 1 and not notes:
            together += lines
            continue
        if together:
            paragraphs.append(together)
            together = []
        # A single line has its comments above; those of a block stand in it.
        inside = "  " if len(lines) > 1 else ""
        comments = _comments(notes, inside)
        paragraphs.append([*lines, *comments] if inside else [*comments, *lines])
    if together:
        paragraphs.append(together)
    if last := _comments(settled.notes.get("", []), ""):
        paragraphs.append(last)
    # The first lines belong to the comment above them.
    head, *rest = paragraphs
    first = [*head, *rest[0]] if rest else head
    return "\n\n".join("\n".join(lines) for lines in (first, *rest[1:])) + "\n"


def summary(notes: Iterable[Note]) -> list[str]:
    """One line for each reason, with the places that it is about."""
    sources: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        sources.setdefault((note.kind, note.reason), []).append(note.shown)
    return [
        printable(f"{_WORDS[kind]}: {': '.join(filter(None, (listed(found, _MOST_PLACES), reason)))}")
        for (kind, reason), found in sources.items()
    ]


def _block(key: str, value: object, notes: Mapping[str, list[Note]]) -> list[str]:
    """The lines of a top-level key."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        lines = [f"{key}:"]
        for number, one in enumerate(value):
            below = _comments(notes.get(f"{key}[{number}]", []), "    ")
            lines += [*_item(one, "  ", whole=not below), *below]
        return lines
    return _field(key, value, "")


def _item(values: Mapping[str, object], indent: str, *, whole: bool) -> list[str]:
    """A mapping of a list: on one line if it fits and nothing stands below it, or else a line for each field."""
    short = f"{indent}- {flow(values)}"
    if whole and len(short) <= _NARROW:
        return [short]
    lines = [line for key, value in values.items() for line in _field(key, value, f"{indent}  ")]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]] if lines else [short]


def _field(key: str, value: object, indent: str) -> list[str]:
    short = f"{indent}{scalar(key)}: {flow(value)}"
    if len(short) <= _NARROW or not isinstance(value, dict | list):
        return [short]
    if isinstance(value, dict):
        return [f"{indent}{scalar(key)}:", *(line for one in value.items() for line in _field(*one, f"{indent}  "))]
    lines = [f"{indent}{scalar(key)}:"]
    for one in value:
        lines += _item(one, f"{indent}  ", whole=True) if isinstance(one, dict) else [f"{indent}  - {flow(one)}"]
    return lines


def _comments(notes: Iterable[Note], indent: str) -> list[str]:
    return [line for note in notes for one in summary((note,)) for line in _folded(one, indent)]


def _folded(text: str, indent: str) -> list[str]:
    """A comment, which no text of the original can leave: it has no line break but those of folding."""
    lines = textwrap.wrap(printable(text), _WIDTH - len(indent) - 4, break_long_words=False, break_on_hyphens=False)
    return [f"{indent}# {line}" if not number else f"{indent}#   {line}" for number, line in enumerate(lines)]
