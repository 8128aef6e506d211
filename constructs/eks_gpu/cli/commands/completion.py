"""`eks-gpu completion` as it is typed."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command


class Shell(StrEnum):
    """A shell that completes."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@command("completion")
def print_completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="Shell: bash, zsh or fish.")],
) -> None:
    """Print a script that lets a shell complete commands, options, their values and files.

    The script runs no program when you press TAB, so it is quick; print it again after an upgrade.
    """
    from eks_gpu.cli import completion  # noqa: PLC0415 - each command loads what it needs

    sys.stdout.write(completion.script(shell.value))
