"""Text for people: coloured on a terminal, and complete without colours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from eks_gpu.cli.frame.terminal import is_colored, is_quiet
from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

# Patterns that get a colour; each is a word or a mark that says the same without it.
_STYLES = {
    r"(?m)^  error \[[a-z0-9-]+\]": "bold red",
    r"(?m)^  warning \[[a-z0-9-]+\]": "bold yellow",
    r"(?m)^  fix:": "bold",
    r"✓|\bok$": "green",
    r"✗|\btoo much\b": "bold red",
    r"(?m)^  ! ": "bold yellow",
}
# The same in lines that programs read, which people read too.
LINE_STYLES = {r": error \[[a-z0-9-]+\]": "bold red", r": warning \[[a-z0-9-]+\]": "bold yellow"}


def say(text: str) -> None:
    """Print to standard error; file names and arguments in it can add no line and control no terminal.

    Args:
        text: What is printed, of one line or several.
    """
    print(printable(text, "\n"), file=sys.stderr)


def remark(text: str) -> None:
    """Print to standard error, unless the user wants results only."""
    if not is_quiet():
        say(text)


def show(text: str, styles: Mapping[str, str] | None = None) -> None:
    """Print to standard output, coloured where the terminal or the user wants it.

    Args:
        text: Text to print; invisible characters are written out as escapes.
        styles: Patterns and their styles, in addition to those of every command.
    """
    if not text:
        return
    # File names and other text that did not pass through a Problem.
    text = printable(text, "\n")
    if not is_colored(sys.stdout):
        print(text)
        return
    # Importing rich takes half of the time that a file takes, so only a terminal pays for it.
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    styled = Text(text)
    for pattern, style in {**_STYLES, **(styles or {})}.items():
        styled.highlight_regex(pattern, style)
    # Lines are folded already, and whether there are colours is decided: rich would look at the environment again.
    Console(soft_wrap=True, force_terminal=True, color_system="standard", no_color=False).print(styled)
