"""Plain words that a text needs before a pattern can fit it: a cheap filter in front of the patterns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A run of plain letters of a pattern; what follows a backslash or stands before a quantifier is none.
_RUN = re.compile(r"(?:[A-Za-z0-9_:,'\"/#=@-](?![?*{]))+")
# A class of letters, an escape, and a group without another one inside, each with its quantifier.
_QUANTIFIER = r"(?:[?*+]|\{[\d,]*\})?"
_CLASS = re.compile(rf"(?<!\\)\[\^?\]?(?:\\.|[^\]\\])*\]{_QUANTIFIER}")
_ESCAPE = re.compile(rf"\\(?:x[0-9A-Fa-f]{{2}}|.){_QUANTIFIER}")
_GROUP = re.compile(rf"\([^()]*\){_QUANTIFIER}")
_COUNT = re.compile(r"\{[\d,]*\}")
# The beginning of a group that is only a choice: unnamed, named, or of letters of either case.
_CHOICE = re.compile(r"\?(?::|P<\w+>|i:)")
# A quantifier that lets a group be absent.
_OPTIONAL = re.compile(r"[?*]|\{0?,")
# Letters of a word below which it is in every text.
_SHORTEST = 3


def needles_of(says: str) -> tuple[tuple[str, ...], ...]:
    """The plain words of each alternative, or of each choice of its groups, longest first; none if one has no word.

    A text that a pattern fits contains all words of one alternative.
    """
    found: list[tuple[str, ...]] = []
    for alternative in _alternatives(says):
        words = {word.lower() for word in _RUN.findall(_plain(alternative)) if len(word) >= _SHORTEST}
        if words:
            found.append(tuple(sorted(words, key=lambda word: (-len(word), word))))
            continue
        chosen = next(filter(None, map(needles_of, _groups(alternative))), ())
        if not chosen:
            return ()
        found += chosen
    return tuple(found)


def _groups(alternative: str) -> Iterator[str]:
    """The groups at the top of an alternative of which one choice must be there."""
    depth, begin, at = 0, 0, 0
    while at < len(alternative):
        letter = alternative[at]
        if letter == "[":
            at = _end_of_class(alternative, at)
            continue
        if letter == "(":
            depth += 1
            begin = at if depth == 1 else begin
        elif letter == ")":
            depth -= 1
            text = alternative[begin + 1 : at]
            choice = _CHOICE.match(text)
            text = text[choice.end() :] if choice else text
            if not depth and not text.startswith("?") and not _OPTIONAL.match(alternative, at + 1):
                yield text
        at += 2 if letter == "\\" else 1


def _plain(alternative: str) -> str:
    """The letters that an alternative needs in any case, with spaces for everything that may vary."""
    text = _ESCAPE.sub(" ", _CLASS.sub(" ", alternative))
    while (shorter := _GROUP.sub(" ", text)) != text:
        text = shorter
    return _COUNT.sub(" ", text)


def _alternatives(says: str) -> list[str]:
    """The alternatives at the top of a pattern."""
    parts, depth, begin, at = [], 0, 0, 0
    while at < len(says):
        letter = says[at]
        if letter == "[":
            at = _end_of_class(says, at)
            continue
        at += 2 if letter == "\\" else 1
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif letter == "|" and not depth:
            parts.append(says[begin : at - 1])
            begin = at
    return [*parts, says[begin:]]


def _end_of_class(says: str, begin: int) -> int:
    r"""The place behind a class such as `[^)\]]`, in which brackets and bars are plain letters."""
    at = begin + 1
    if says[at : at + 1] == "^":
        at += 1
    # A bracket that comes first closes nothing.
    at += says[at : at + 1] == "]"
    while at < len(says) and says[at] != "]":
        at += 2 if says[at] == "\\" else 1
    return at + 1
