"""The part of YAML that cluster files are written in, read line by line in a twentieth of a complete reader's time.

Indented mappings and lists, collections in brackets, words, simple numbers, texts in quotes and literal blocks. Whatever
is not certain to mean the same to ruamel.yaml is left to it, wrong text included, so every message comes from there. A
test reads the same texts by both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.problem import Position
from eks_gpu.spec.reading.node import Node, Place, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable

# Anything else may be a line break, an error, or half of a character.
_UNUSUAL_CHARACTER = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
# A simple key may have 1,024 characters.
_LONGEST_LINE = 1000
_DEEPEST = 60
_MOST_VALUES = 50_000
_KEY = re.compile(r"""(?:([A-Za-z_][A-Za-z0-9_./-]*)|"([^"\\]*)"|'([^']*)'):(?: +|$)""")
_NOTHING = re.compile(r"(?: +#.*)?$")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\["\\/nt])*)"')
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t"}
_LITERAL = re.compile(r"\|(-?)(?: +#.*)?$")
# A character that begins a word: not one of YAML's indicators, unless something follows that makes it a part of the word.
_WORD = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`=<~]|[-?:][^\s\-?:,\[\]{}#&*!|>'"%@`]|--[A-Za-z0-9]""")
_IN_BRACKETS = re.compile(
    r"""(?P<skip>[ ]+(?:\#.*)?|(?<![^\n])\#.*)
    |(?P<mark>[\[\]{},])
    |(?P<colon>:(?=[ ]|$))
    |(?P<double>"(?:[^"\\]|\\["\\/nt])*")
    |(?P<single>'(?:[^']|'')*')
    |(?P<word>(?:[A-Za-z0-9_./]|--?(?=[A-Za-z0-9]))(?:[A-Za-z0-9_./+=@$%*'()-]|:(?=[A-Za-z0-9_./:-])|[ ]+(?=[A-Za-z0-9_./*-]))*)""",
    re.VERBOSE,
)
_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL"), None),
}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.[0-9]{1,9}")
# Numbers of other forms, dates and times begin so, and hold nothing else; none has two points.
_NUMBER_OR_DATE = re.compile(r"[-+]?[.0-9_][-+.0-9_a-fA-FoOxXtTzZ: ]*|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)")


class _UnusualError(Exception):
    """The text is not certain to mean what this module would read."""


def read_usual(text: str, file: str) -> Node | None:
    """The values of a text; None if it is not certain what it means, or if it is wrong.

    Args:
        text: The text of a file.
        file: Name of the file in places.
    """
    if _UNUSUAL_CHARACTER.search(text):
        return None
    try:
        return _Reader(text, file).document()
    except _UnusualError:
        return None


class _Reader:
    """The lines of a text, and the next one that says something."""

    def __init__(self, text: str, file: str) -> None:
        self.lines = text.split("\n")
        self.file = file
        self.at = -1
        self.count = 0
        # The indentation of the next line, and the rest of it; -1 at the end.
        self.indent, self.said = -1, ""

    def document(self) -> Node:
        self._next()
        if self.said == "---":
            self._next()
        if self.indent != 0 or not _KEY.match(self.said):
            raise _UnusualError
        node = self._mapping(0, self._place(1, 1), 0)
        if self.indent >= 0:
            raise _UnusualError
        return node

    def _next(self) -> None:
        """Go on to the next line that is neither empty nor a comment."""
        for at in range(self.at + 1, len(self.lines)):
            line = self.lines[at]
            said = line.strip(" ")
            if said and said[0] != "#":
                if len(line) > _LONGEST_LINE:
                    raise _UnusualError
                self.at, self.indent, self.said = at, len(line) - len(line.lstrip(" ")), said
                return
        self.at, self.indent, self.said = len(self.lines), -1, ""

    def _place(self, line: int, column: int) -> Place:
        return Place(self.file, Position(line, column))

    def _node(self, value: dict[str, Node] | list[Node] | Scalar, place: Place) -> Node:
        self.count += 1
        if self.count > _MOST_VALUES:
            raise _UnusualError
        return Node(value, place)

    def _mapping(self, indent: int, place: Place, depth: int) -> Node:
        if depth > _DEEPEST:
            raise _UnusualError
        found: dict[str, Node] = {}
        while self.indent == indent:
            match = _KEY.match(self.said)
            if match is None:
                raise _UnusualError
            key = _key(match[1], match[2] if match[1] is None else None, match[3])
            if key in found:
                raise _UnusualError
            here = self._place(self.at + 1, indent + 1)
            rest = self.said[match.end() :]
            if rest and rest[0] != "#":
                found[key] = self._value(rest, indent + match.end(), indent, here)
                continue
            self._next()
            if self.indent > indent and not self.said.startswith("-"):
                found[key] = self._below(here, depth)
            elif self.indent >= indent and self.said.startswith("- "):
                found[key] = self._list(self.indent, here, depth + 1)
            elif self.indent > indent:
                raise _UnusualError
            else:
                found[key] = self._node(None, here)
        if self.indent > indent:
            raise _UnusualError
        return self._node(found, place)

    def _below(self, place: Place, depth: int) -> Node:
        """The mapping in the lines below a key; a value that only begins there is rare."""
        if not _KEY.match(self.said):
            raise _UnusualError
        return self._mapping(self.indent, place, depth + 1)

    def _list(self, indent: int, place: Place, depth: int) -> Node:
        found: list[Node] = []
        while self.indent == indent and self.said.startswith("- "):
            inner = self.said[2:].lstrip(" ")
            column = indent + len(self.said) - len(inner)
            here = self._place(self.at + 1, column + 1)
            if inner[0] == "#":
                raise _UnusualError
            if _KEY.match(inner):
                self.indent, self.said = column, inner
                found.append(self._mapping(column, here, depth + 1))
            else:
                found.append(self._value(inner, column, indent, here))
        if self.indent > indent:
            raise _UnusualError
        return self._node(found, place)

    def _value(self, text: str, column: int, indent: int, place: Place) -> Node:
        """The value that begins at a column of this line, for a key or item at an indentation."""
        first = text[0]
        if first in "[{":
            node, end = _Brackets(self.lines, self.at, column, self._node, self._place).read(place)
            self.at, column = end
            if not _NOTHING.match(self.lines[self.at].rstrip(" "), column):
                raise _UnusualError
        elif first == "|":
            return self._node(self._literal(text, indent), place)
        elif first in "\"'":
            match = (_DOUBLE if first == '"' else _SINGLE).match(text)
            if match is None or not _NOTHING.match(text, match.end()):
                raise _UnusualError
            node = self._node(_unquoted(match[0]), place)
        else:
            word = text.partition(" #")[0].rstrip(" ")
            if ": " in word or word[-1] == ":" or not _WORD.match(word):
                raise _UnusualError
            node = self._node(_scalar(word), place)
        self._next()
        if self.indent > indent:
            # A value that goes on in the next line.
            raise _UnusualError
        return node

    def _literal(self, text: str, indent: int) -> str:
        match = _LITERAL.match(text)
        # At the end of a file without a last line break, the text has none either.
        if match is None or self.lines[-1].strip(" "):
            raise _UnusualError
        start = self.at + 1
        first = next((line for line in self.lines[start:] if line.strip(" ")), "")
        depth = len(first) - len(first.lstrip(" "))
        if depth <= indent:
            raise _UnusualError
        body: list[str] = []
        for line in self.lines[start:]:
            if line[:depth].strip(" "):
                break
            body.append(line[depth:])
        while body and not body[-1]:
            body.pop()
        if not body[0] or body[-1].isspace() or any(line.isspace() for line in body):
            raise _UnusualError
        self.at = start + len(body) - 1
        self._next()
        if self.indent > indent:
            raise _UnusualError
        return "\n".join(body) + ("" if match[1] else "\n")


class _Brackets:
    """A collection in brackets, which may go on over lines."""

    def __init__(
        self,
        lines: list[str],
        at: int,
        column: int,
        node: Callable[[dict[str, Node] | list[Node] | Scalar, Place], Node],
        place: Callable[[int, int], Place],
    ) -> None:
        self.lines, self.at, self.column = lines, at, column
        self._node, self._place = node, place
        self.kind, self.text, self.here = "", "", place(at + 1, column + 1)

    def read(self, place: Place) -> tuple[Node, tuple[int, int]]:
        """The collection, and the line and column behind it."""
        self._take()
        return self._collection(place, 0), (self.at, self.column)

    def _take(self) -> None:
        """Go on to the next token."""
        while True:
            match = _IN_BRACKETS.match(self.lines[self.at], self.column)
            if match is None:
                if self.column < len(self.lines[self.at]) or self.at + 1 == len(self.lines):
                    raise _UnusualError
                self.at, self.column = self.at + 1, 0
                if len(self.lines[self.at]) > _LONGEST_LINE or self.lines[self.at].startswith(("---", "...")):
                    raise _UnusualError
                continue
            start, self.column = match.span()
            if match.lastgroup != "skip":
                self.kind, self.text = match.lastgroup or "", match[0]
                self.here = self._place(self.at + 1, start + 1)
                return

    def _collection(self, place: Place, depth: int) -> Node:
        if depth > _DEEPEST:
            raise _UnusualError
        return self._fields(place, depth) if self.text == "{" else self._items(place, depth)

    def _items(self, place: Place, depth: int) -> Node:
        found: list[Node] = []
        self._take()
        while self.text != "]" or self.kind != "mark":
            found.append(self._value(self.here, depth))
            self._take()
            self._comma("]")
        return self._node(found, place)

    def _fields(self, place: Place, depth: int) -> Node:
        found: dict[str, Node] = {}
        self._take()
        while self.text != "}" or self.kind != "mark":
            if self.kind == "word":
                key = _key(self.text, None, None)
            elif self.kind in {"double", "single"} and "\\" not in self.text:
                key = _key(None, None, self.text[1:-1])
            else:
                raise _UnusualError
            here, line = self.here, self.at
            self._take()
            if self.kind != "colon" or self.at != line or key in found:
                raise _UnusualError
            self._take()
            found[key] = self._value(here, depth)
            self._take()
            self._comma("}")
        return self._node(found, place)

    def _value(self, place: Place, depth: int) -> Node:
        if self.kind == "mark" and self.text in "[{":
            return self._collection(place, depth + 1)
        if self.kind == "word":
            return self._node(_scalar(self.text), place)
        if self.kind in {"double", "single"}:
            return self._node(_unquoted(self.text), place)
        raise _UnusualError

    def _comma(self, closing: str) -> None:
        if self.kind != "mark":
            raise _UnusualError
        if self.text == ",":
            self._take()
        elif self.text != closing:
            raise _UnusualError


def _key(word: str | None, double: str | None, single: str | None) -> str:
    """A key that is a text; numbers and constants as keys are rare, and so is the key that merges."""
    if word is not None:
        key = _scalar(word)
        if not isinstance(key, str):
            raise _UnusualError
        return key
    quoted = double if double is not None else single
    if quoted is None or quoted == "<<" or "'" in quoted:
        raise _UnusualError
    return quoted


def _scalar(word: str) -> Scalar:
    """The value of a word without quotes, by the core schema of YAML 1.2."""
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if word[0] not in "-+.0123456789":
        return word
    if _INTEGER.fullmatch(word):
        return int(word)
    if _DECIMAL.fullmatch(word):
        return float(word)
    if _NUMBER_OR_DATE.fullmatch(word) and word.count(".") < 2:  # noqa: PLR2004 - see above
        raise _UnusualError
    return word


def _unquoted(text: str) -> str:
    """A text in quotes, without them."""
    inner = text[1:-1]
    if text[0] == "'":
        return inner.replace("''", "'")
    return _ESCAPE.sub(lambda found: _ESCAPES[found[1]], inner) if "\\" in inner else inner
