"""The command `eks-gpu`, which works without starting the engine; only `eks-gpu synth` starts it.

`commands/` declares each command: its arguments, options and help. The module of that name next to it does the work
and is imported when the command runs, so that a command pays only for itself.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli.commands import NAMES, load
from eks_gpu.cli.frame import PROGRAM
from eks_gpu.cli.frame.terminal import reset
from eks_gpu.guard import ended, guarded
from eks_gpu.models import prefer_kept

if TYPE_CHECKING:
    import typer

__all__ = ["PROGRAM", "app", "main"]


# Allocations between two collections of garbage, instead of 700: the objects of a start live to its end, and to look
# through them took a tenth of the time of `check`.
_COLLECTED_AFTER = 100_000
# Commands that ask pydantic's models for their forms.
_DESCRIBING = {"import", "schema"}


def main() -> None:
    """Run the command; no traceback reaches a user."""
    gc.set_threshold(_COLLECTED_AFTER)
    # The command needs no plugins of pydantic, which are looked for in the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    ended(guarded(PROGRAM, _run))


def __getattr__(name: str) -> typer.Typer:
    """The application with all of its commands, for those that describe it."""
    if name != "app":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return load()


def _run() -> int:
    typed, *words = sys.argv[1:] or [""]
    if typed not in _DESCRIBING:
        prefer_kept()
    if typed == "check" and not any(word.startswith("-") and word != "-" for word in words):
        return _check(words)
    try:
        # All of them where options come first, or where the word is none of them: the message names the nearest.
        load(*([typed] if typed in NAMES else NAMES))()
    except SystemExit as ended_by:
        return ended_by.code if isinstance(ended_by.code, int) else int(bool(ended_by.code))
    return 0


def _check(files: list[str]) -> int:
    """Check files without typer, which has nothing to do where no option is given, and takes a tenth of the time."""
    from eks_gpu.cli.check import run  # noqa: PLC0415 - other commands do not need it

    reset()
    return run([Path(file) for file in files])
