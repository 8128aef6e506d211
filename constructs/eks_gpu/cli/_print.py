"""Text for people: with colour where there is a terminal, and never in colour alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a colour is added to; each is a word or a mark that says the same without it.
_STYLES = {
    r"(?m)^  error \[[a-z0-9-]+\]": "bold red",
    r"(?m)^  warning \[[a-z0-9-]+\]": "bold yellow",
    r"(?m)^  fix:": "bold",
    r"✓|\bok$": "green",
    r"✗|\btoo much\b": "bold red",
    r"(?m)^  ! ": "bold yellow",
}


def say(text: str) -> None:
    """Print to standard error; file names and arguments in it can add no line and control no terminal.

    Args:
        text: What is printed, of one line or several.
    """
    print(printable(text, "\n"), file=sys.stderr)


def show(text: str, styles: Mapping[str, str] | None = None) -> None:
    """Print to standard output; plain where that is no terminal, or where NO_COLOR is set.

    Args:
        text: What is printed; what cannot be seen in it is written out.
        styles: Patterns and what they are shown in, besides those of every command.
    """
    # File names, and whatever else no rule has made a sentence of.
    text = printable(text, "\n")
    if not sys.stdout.isatty():
        print(text)
        return
    # Half of the time that a file takes; only for those who look.
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    styled = Text(text)
    for pattern, style in {**_STYLES, **(styles or {})}.items():
        styled.highlight_regex(pattern, style)
    # Lines are folded already, at 80 columns.
    Console(soft_wrap=True).print(styled)
