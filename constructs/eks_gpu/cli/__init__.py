"""The command `eks-gpu`, which works without starting the engine; only `eks-gpu synth` starts it.

`commands/` declares each command: its arguments, options and help. The module of that name next to it does the work
and is imported when the command runs, so that a command pays only for itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from eks_gpu.cli.commands import NAMES, load
from eks_gpu.cli.frame.app import PROGRAM
from eks_gpu.guard import ended, guarded

if TYPE_CHECKING:
    import typer

__all__ = ["PROGRAM", "app", "main"]


def main() -> None:
    """Run the command; no traceback reaches a user."""
    ended(guarded(PROGRAM, _run))


def __getattr__(name: str) -> typer.Typer:
    """The application with all of its commands, for those that describe it."""
    if name != "app":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return load()


def _run() -> int:
    typed = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        # All of them where options come first, or where the word is none of them: the message names the nearest.
        load(*([typed] if typed in NAMES else NAMES))()
    except SystemExit as ended_by:
        return ended_by.code if isinstance(ended_by.code, int) else int(bool(ended_by.code))
    return 0
