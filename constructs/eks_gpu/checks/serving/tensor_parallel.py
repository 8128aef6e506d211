"""A server splits its model over more GPUs than its pod has, or over fewer.

**Why.** vLLM and its kin take the number of GPUs by option (`--tensor-parallel-size` times
`--pipeline-parallel-size` and `--data-parallel-size`; `--tp` for SGLang, `--num-shard` for TGI). More than the pod has
ends in an error once the node is there and the image pulled; fewer leave GPUs idle that are paid for. vLLM takes one
where nothing is said.

**Fix.** Make the two the same.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads
from eks_gpu.checks._words import is_vllm, options, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

# The first that is said counts: of several nodes' ranks only those of this one.
_NAMES = {
    "tensor": ("tensor-parallel-size", "tp", "tp-size", "num-shard"),
    "pipeline": ("pipeline-parallel-size", "pp", "pp-size"),
    "data": ("data-parallel-size-local", "dpl", "data-parallel-size", "dp", "dp-size"),
}
# What may say it elsewhere, spreads ranks over several pods, or those of one kind over those of another (SGLang).
_ELSEWHERE = frozenset({"config", "data-parallel-address", "headless", "nnodes", "enable-dp-attention"})


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the options of pods that stay by themselves; of a training job all nodes share the work."""
    for where, workload in workloads(design.spec):
        sizes = _sizes(workload)
        wanted = math.prod(sizes.values())
        # Ranks on other nodes come with options of their own.
        if "tensor" not in sizes or workload.kind == "training_job" or wanted == workload.gpus:
            continue
        told = " x ".join(f"{name} {size}" for name, size in sizes.items())
        message = f"{told} takes {wanted} GPUs, and a pod of {workload.name} has {workload.gpus}"
        says = error if wanted > workload.gpus else warning
        fix = f"write 'gpus: {wanted}', or another size"
        yield says(__name__, f"{where}.gpus", message, fix, f"{where}.args", f"{where}.command", f"{where}.image")


def _sizes(workload: WorkloadSpec) -> dict[str, int]:
    """Sizes by what they split; none where they may be said elsewhere, or by a variable."""
    said = options(workload)
    # Ray spreads ranks over the pods of a stateful set.
    if _ELSEWHERE & set(said) or any(word.startswith("ray") for word in programs(workload)):
        return {}
    found = {kind: next((said[name].value for name in names if name in said), None) for kind, names in _NAMES.items()}
    sizes = {kind: int(value) if value.isdigit() else 0 for kind, value in found.items() if value is not None}
    if not all(sizes.values()):
        return {}
    return {"tensor": 1, **sizes} if is_vllm(workload) else sizes
