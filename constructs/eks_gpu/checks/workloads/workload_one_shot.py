"""A deployment or stateful set runs a command that exits.

**Why.** Kubernetes restarts every container that exits: CrashLoopBackOff, forever, on a GPU node that is paid for.

**Fix.** Write `kind: job`, with `completions` for the number of runs; or use a command that keeps running.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._commands import SHELLS
from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SERVES = frozenset({"deployment", "stateful_set"})
_ENDS = frozenset({"deviceQuery", "echo", "env", "ls", "nvcc", "nvidia-smi", "true", "vectorAdd"})
# Options with which nvidia-smi runs until it is stopped.
_LOOPS = re.compile(r"\s(-l|-lms|--loop|--loop-ms|dmon|pmon|daemon)\b")
# Images whose default command exits: NVIDIA's samples, and base images (a shell without terminal).
_IMAGES = re.compile(r"(.*/)?(cuda-samples?|nvidia/samples|nvidia/cuda)(:[^/]*)?(@.*)?|.*[:/]cuda-vector-?add.*")

BAD = """\
workloads:
  - name: check
    kind: deployment
    image: registry.example/check:1
    command: [nvidia-smi]
"""
GOOD = """\
workloads:
  - name: check
    kind: job
    image: registry.example/check:1
    command: [nvidia-smi]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the commands of workloads whose kind should keep running."""
    for where, workload in workloads(design.spec):
        if workload.kind not in _SERVES:
            continue
        words = (*workload.command, *workload.args)
        ends = _ends(words) if words else workload.image if _IMAGES.fullmatch(workload.image) else None
        if ends:
            message = f"{ends!r} exits, and a {workload.kind} restarts it forever (CrashLoopBackOff)"
            fix = "write 'kind: job', or a command that keeps running"
            yield error(__name__, f"{where}.kind", message, fix, f"{where}.command", f"{where}.args", f"{where}.image")


def _ends(words: tuple[str, ...]) -> str | None:
    """The command, if it is a single one that is known to exit."""
    if words[0].rpartition("/")[2] in SHELLS:
        if len(words) == 1:
            # Without a terminal it reads the end of its input at once.
            return words[0]
        words = words[-1:] if len(words) > 1 and words[1].startswith("-") else ()
    line = " ".join(words).strip()
    first = line.partition(" ")[0].rpartition("/")[2]
    single = not re.search(r"[;&|\n]", line)
    return line if single and first in _ENDS and not _LOOPS.search(line) else None
