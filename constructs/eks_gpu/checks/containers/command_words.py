"""A command is a single item that contains blanks, or an option and its value share one item.

**Why.** Kubernetes starts the first item of `command` as a program, blanks included: there is no file named "nvidia-smi
-l 5", so the container fails with "executable file not found", on a node that was started for it. Each argument reaches
the program unchanged, and no program has an option named "--model llama".

**Fix.** Write one item per word, `[nvidia-smi, -l, "5"]`, or use a shell: `[bash, -c, "nvidia-smi -l 5"]`. Write an
option as `--model=llama`, or as two items.
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

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    command: ["nvidia-smi -l 5"]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    command: [nvidia-smi, -l, "5"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for blanks in the names of programs and of options."""
    for where, workload in workloads(design.spec):
        program = workload.command[0] if workload.command else ""
        if len(program.split()) > 1 and len(workload.command) == 1:
            words = ", ".join(f'"{word}"' for word in program.split())
            message = f"no program is named {program!r}; Kubernetes does not split it into words"
            yield error(__name__, f"{where}.command[0]", message, f"write [{words}]")
        for field, items in (("command", workload.command), ("args", workload.args)):
            for index, (before, item) in enumerate(pairwise(("", *items))):
                found = _WITH_VALUE.fullmatch(item)
                # The item after an option is its value, which may contain the options of another program.
                if found and not before.startswith("-"):
                    message = f"{item!r} is one argument, and no option has that name; Kubernetes does not split it"
                    fix = f"write '{found[1]}={found[2]}', or two items"
                    yield error(__name__, f"{where}.{field}[{index}]", message, fix)
