"""A server splits its model over more GPUs than its pod has, or over fewer.

**Why.** vLLM and its kin take the number of GPUs by option (`--tensor-parallel-size` times
`--pipeline-parallel-size` and `--data-parallel-size`). More than the pod has ends in an error once the node is there
and the image pulled; fewer leave GPUs idle that are paid for.

**Fix.** Make the two the same.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


_OPTIONS = {
    "--tensor-parallel-size": "tensor",
    "-tp": "tensor",
    "--pipeline-parallel-size": "pipeline",
    "-pp": "pipeline",
    "--data-parallel-size": "data",
    "-dp": "data",
}


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the options of pods that stay by themselves; of a training job all nodes share the work."""
    for where, workload in workloads(design.spec):
        sizes = _sizes((*workload.command, *workload.args))
        wanted = math.prod(sizes.values())
        # Ranks on other nodes come with options of their own.
        if "tensor" not in sizes or workload.kind == "training_job" or wanted == workload.gpus:
            continue
        told = " x ".join(f"{name} {size}" for name, size in sizes.items())
        message = f"{told} takes {wanted} GPUs, and a pod of {workload.name} has {workload.gpus}"
        says = error if wanted > workload.gpus else warning
        fix = f"write 'gpus: {wanted}', or another size"
        yield says(__name__, f"{where}.gpus", message, fix, f"{where}.args", f"{where}.command")


def _sizes(words: tuple[str, ...]) -> dict[str, int]:
    """Sizes by what they split; words in a shell's line count too."""
    parts = " ".join(words).replace("=", " ").split()
    return {
        _OPTIONS[option]: int(value)
        for option, value in pairwise(parts)
        if option in _OPTIONS and value.isdigit() and int(value)
    }
