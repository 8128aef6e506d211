"""Plain values that know the line they were read from, and how a plain scalar of YAML becomes a value."""

from __future__ import annotations

import re
from typing import TypeAlias

from eks_gpu.problem import Position

Value: TypeAlias = "Fields | Items | str | int | float | bool | None"

# A longer number would be text to Kubernetes' own reader too, and Python refuses to print thousands of digits.
_LONGEST_NUMBER = 40
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_OCTAL, _HEXADECIMAL = re.compile(r"[-+]?0[0-7]+"), re.compile(r"[-+]?0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
# Words that Kubernetes reads as a boolean or as nothing: sigs.k8s.io/yaml, goyaml.v2/resolve.go (YAML 1.1).
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
_MAY_BE_NUMBER = frozenset("0123456789+-.")


class Fields(dict[str, "Value"]):
    """A mapping that knows its line and those of its keys."""

    __slots__ = ("column", "line", "lines")

    def __init__(self, line: int, column: int = 1) -> None:
        """Start empty.

        Args:
            line: Line of the first key, counted from 1.
            column: Column of the keys.
        """
        super().__init__()
        self.line, self.column = line, column
        self.lines: dict[str, int] = {}

    def put(self, key: str, value: Value, line: int) -> None:
        """Set a key that stands in a line."""
        self[key] = value
        self.lines[key] = line

    def position(self, key: str = "") -> Position:
        """The place of a key; of the mapping itself without one, or where it has no such key."""
        return Position(self.lines.get(key, self.line), self.column)


class Items(list["Value"]):
    """A list that knows its line and those of its items."""

    __slots__ = ("column", "line", "lines")

    def __init__(self, line: int, column: int = 1) -> None:
        """Start empty; the arguments are those of `Fields`."""
        super().__init__()
        self.line, self.column = line, column
        self.lines: list[int] = []

    def put(self, value: Value, line: int) -> None:
        """Append an item that stands in a line."""
        self.append(value)
        self.lines.append(line)


def resolved(text: str) -> Value:
    """The value of a plain scalar, as Kubernetes would read it; dates and other numbers stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAY_BE_NUMBER or len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text, 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    return float(text) if _FLOAT.fullmatch(text) else text
