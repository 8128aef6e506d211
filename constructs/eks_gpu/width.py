"""The columns that text for people is folded at: 80, unless a program says that its terminal has another number."""

from __future__ import annotations

from contextvars import ContextVar

USUAL = 80
# Folded into fewer columns the words stand alone, and longer lines than this are hard to read.
_FEWEST, _MOST = 40, 120
_columns: ContextVar[int] = ContextVar("columns", default=USUAL)


def columns() -> int:
    """The columns of a line."""
    return _columns.get()


def set_columns(number: int) -> None:
    """Fold text at this number of columns from now on, within bounds.

    Args:
        number: Columns of the terminal.
    """
    _columns.set(max(_FEWEST, min(_MOST, number)))
