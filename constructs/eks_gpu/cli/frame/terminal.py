"""Wishes of the user and the terminal for the output: colours, silence, width."""

from __future__ import annotations

import os
import shutil
from contextvars import ContextVar
from enum import StrEnum
from typing import TextIO

from eks_gpu.printable import USUAL, set_columns


class Color(StrEnum):
    """Use of colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


_color: ContextVar[Color] = ContextVar("color", default=Color.AUTO)
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def reset() -> None:
    """Begin with what the terminal wants: no option is given yet."""
    _color.set(Color.AUTO)
    _quiet.set(False)
    set_columns(shutil.get_terminal_size((USUAL, 24)).columns)


def set_color(color: Color | None) -> None:
    """Take the option ``--color``, if it is given."""
    if color is not None:
        _color.set(color)


def set_quiet(quiet: bool | None) -> None:  # noqa: FBT001 - the value of an option, from typer
    """Take the option ``--quiet``, if it is given."""
    if quiet:
        _quiet.set(True)


def is_quiet() -> bool:
    """Whether only results are printed: no progress, no summary."""
    return _quiet.get()


def is_colored(stream: TextIO) -> bool:
    """Whether text for a stream is coloured.

    The option wins, then NO_COLOR (no-color.org), then FORCE_COLOR (force-color.org); both count if they are not empty.
    """
    color = _color.get()
    if color != Color.AUTO:
        return color == Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")
