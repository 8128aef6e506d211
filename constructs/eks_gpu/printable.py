"""Text of others as it may be printed: no control of a terminal, no line that the sentence did not have, no command."""

from __future__ import annotations

import json
import re
from contextvars import ContextVar

# Pipelines run what a program prints. GitHub's runner looks for ``::name::`` behind spaces, and for ``##[name]``
# anywhere in a line (actions/runner, ActionCommand.cs); Azure Pipelines looks for ``##vso[``.
_COMMAND = re.compile(r"(?m)^(?P<spaces>[^\S\n]*):(?=:[A-Za-z][\w-]*(?: [^\n]*)?::)|#(?=#(?:\[|vso\[))")


def printable(text: str, kept: str = "") -> str:
    r"""The text with everything that cannot be seen, or is a command to a pipeline, written out as Python writes it.

    A name with a line break could otherwise forge a line such as ``::error::`` of GitHub, and an escape sequence could
    hide what is printed above it. A line that folding has begun with ``::error::`` is written as ``\x3a:error::``.

    Args:
        text: A name, a key or a message of others.
        kept: Characters that stay as they are, such as the line break in a text of several lines.
    """
    if not text.isprintable():
        text = "".join(one if one.isprintable() or one in kept else _written(one) for one in text)
    return _COMMAND.sub(_defused, text) if "::" in text or "##" in text else text


def as_json(document: object) -> str:
    r"""A document as indented JSON, with what `printable` writes out written as JSON's own escapes, such as ``\u202e``.

    Its readers get the same values, and a log that contains it gets no control sequences.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if not text.isprintable():
        text = "".join(one if one.isprintable() or one == "\n" else json.dumps(one)[1:-1] for one in text)
    return _COMMAND.sub(_quoted, text) if "##" in text else text


def _written(letter: str) -> str:
    return letter.encode("unicode_escape", "backslashreplace").decode("ascii")


def _defused(found: re.Match[str]) -> str:
    return "\\x23" if found["spaces"] is None else f"{found['spaces']}\\x3a"


def _quoted(found: re.Match[str]) -> str:
    """Within JSON only a string holds the sign; no line of it begins with a colon."""
    return "\\u0023" if found["spaces"] is None else found[0]


# Columns that text for people is folded at, unless a program says that its terminal has another number.
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
