"""Plain values that know the line they were read from."""

from __future__ import annotations

from typing import TypeAlias

from eks_gpu.design.charts.scalars import NotInJsonError, resolve
from eks_gpu.problem import Position

Value: TypeAlias = "Fields | Items | str | int | float | bool | None"


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
    """The value of a plain scalar, as Kubernetes reads it; dates and numbers that JSON cannot hold stay text."""
    try:
        return resolve(text)
    except NotInJsonError:
        return text
