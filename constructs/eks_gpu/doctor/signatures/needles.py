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
# Letters of the words of one alternative below which choices of its groups are added.
_FEWEST_LETTERS = 16
# Sets of words of one alternative; more of them would take longer than the pattern.
_MOST = 48
# A class of one letter in either case: texts are compared in lower case.
_EITHER_CASE = re.compile(r"\[([a-z])([A-Z])\]|\[([A-Z])([a-z])\]")


def needles_of(says: str) -> tuple[tuple[str, ...], ...]:
    """The plain words of each alternative with those of each choice of its groups, longest first; none if one has none.

    A text that a pattern fits contains all words of one of them.
    """
    found: dict[tuple[str, ...], None] = {}
    for alternative in _alternatives(says):
        needles = _needles(alternative)
        if not needles:
            return ()
        found |= dict.fromkeys(needles)
    return tuple(found)


def _needles(alternative: str) -> list[tuple[str, ...]]:
    """The words that an alternative needs, for each choice that its groups leave; none if there may be no word."""
    words = {word.lower() for word in _RUN.findall(_plain(alternative)) if len(word) >= _SHORTEST}
    needles = [words] if words else []
    # The group whose weakest choice says most comes first.
    groups = filter(None, map(needles_of, _groups(alternative))) if _is_weak(needles) else ()
    for choices in sorted(groups, key=lambda choices: -min(len(words[0]) for words in choices)):
        if _is_weak(needles) and len(needles) * len(choices) <= _MOST:
            needles = [present | {*more} for present in needles or [set[str]()] for more in choices]
    return [tuple(sorted(one, key=lambda word: (-len(word), word))) for one in needles]


def _is_weak(needles: list[set[str]]) -> bool:
    """Whether many texts have the words of one of them: "error" is everywhere."""
    return not needles or min(len("".join(words)) for words in needles) < _FEWEST_LETTERS


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
    text = _ESCAPE.sub(" ", _CLASS.sub(" ", _EITHER_CASE.sub(_letter, alternative)))
    while (shorter := _GROUP.sub(" ", text)) != text:
        text = shorter
    return _COUNT.sub(" ", text)


def _letter(found: re.Match[str]) -> str:
    """The letter of a class such as `[Ff]`, or the class as it stands."""
    one, other = (text for text in found.groups() if text)
    return one if one.lower() == other.lower() else found[0]


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
