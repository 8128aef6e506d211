"""`eks-gpu synth`: the Terraform of cluster files."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli._print import say
from eks_gpu.cli.frame.files import STDIN
from eks_gpu.cli.frame.progress import progress
from eks_gpu.cli.frame.terminal import is_quiet
from eks_gpu.cluster_files import keeps_going
from eks_gpu.synthesis import Order, synthesize

if TYPE_CHECKING:
    from collections.abc import Sequence

# Set by the CDKTF command line, which prints what an app says as its own.
_BELOW_CDKTF = "CDKTF_CONTEXT_JSON"


def run(files: Sequence[Path], *, out: Path | None, keep_going: bool) -> int:
    """Write the stacks; what is left to say goes to standard error, so that `cdktf` can run it as its app."""
    if STDIN in files:
        say("eks-gpu synth: standard input is not read, because a cluster is synthesized from its file; name the file")
        return 2
    # A process of two seconds whose objects live to its end: collecting garbage finds none and takes a tenth of them.
    gc.disable()
    with progress() as step:

        def told(sentence: str) -> None:
            # The line of the progress is in the way.
            step("")
            say(sentence)

        order = Order(
            Path(),
            files,
            out,
            keep_going=keeps_going(["--keep-going"] if keep_going else [], os.environ),
            step=lambda number, total, what: step(f"{what} {_counted(number, total)}"),
            say=told,
            done=lambda sentence: None if is_quiet() or _BELOW_CDKTF in os.environ else told(sentence),
        )
        return synthesize(order)


def _counted(number: int, total: int) -> str:
    return f"{min(number + 1, total)} of {total}" if number < total else f"{total} cluster{'' if total == 1 else 's'}"
