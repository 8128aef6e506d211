"""A command is written as one word with blanks in it.

**Why.** Kubernetes starts the first item of `command` as a program, blanks and all: "nvidia-smi -l 5" is no file, and
the container fails with "executable file not found", on a node that was bought for it.

**Fix.** One item a word, `[nvidia-smi, -l, "5"]`, or a shell: `[bash, -c, "nvidia-smi -l 5"]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for blanks in the names of programs."""
    for where, workload in workloads(design.spec):
        program = workload.command[0] if workload.command else ""
        if len(program.split()) > 1 and len(workload.command) == 1:
            words = ", ".join(f'"{word}"' for word in program.split())
            message = f"{program!r} is the name of no program; Kubernetes does not split it"
            yield error(__name__, f"{where}.command[0]", message, f"write [{words}]")
