"""A command is written as one word with blanks in it, or an argument together with its value.

**Why.** Kubernetes starts the first item of `command` as a program, blanks and all: "nvidia-smi -l 5" is no file, and
the container fails with "executable file not found", on a node that was bought for it. An argument reaches the program
as it is written: "--model llama" is an option that none knows.

**Fix.** One item a word, `[nvidia-smi, -l, "5"]`, or a shell: `[bash, -c, "nvidia-smi -l 5"]`; `--model=llama`, or two
items.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_WITH_VALUE = re.compile(r"(--[A-Za-z][\w-]*)\s+(\S.*)", re.DOTALL)


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for blanks in the names of programs and of options."""
    for where, workload in workloads(design.spec):
        program = workload.command[0] if workload.command else ""
        if len(program.split()) > 1 and len(workload.command) == 1:
            words = ", ".join(f'"{word}"' for word in program.split())
            message = f"{program!r} is the name of no program; Kubernetes does not split it"
            yield error(__name__, f"{where}.command[0]", message, f"write [{words}]")
        for field, items in (("command", workload.command), ("args", workload.args)):
            for index, (before, item) in enumerate(pairwise(("", *items))):
                found = _WITH_VALUE.fullmatch(item)
                # What follows an option is its value, and that may be the options of another program.
                if found and not before.startswith("-"):
                    message = f"{item!r} is one argument, and no option is called that; Kubernetes does not split it"
                    fix = f"write '{found[1]}={found[2]}', or two items"
                    yield error(__name__, f"{where}.{field}[{index}]", message, fix)
