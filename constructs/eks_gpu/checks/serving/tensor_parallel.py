"""A server splits its model over more GPUs than its pod has, or over fewer.

**Why.** Options set how many GPUs vLLM and similar servers use: `--tensor-parallel-size` times
`--pipeline-parallel-size` and `--data-parallel-size`; `--tp` for SGLang, `--num-shard` for TGI. If they ask for more
than the pod has, the server fails after the node was started and the image pulled; if they ask for fewer, GPUs that are
paid for stay idle. Without these options vLLM uses one GPU.

**Fix.** Make the two numbers equal.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eks_gpu.checks._commands import is_vllm, options, programs
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

# The first option that is set counts: with several nodes, the number of ranks on this one.
_NAMES = {
    "tensor": ("tensor-parallel-size", "tp", "tp-size", "num-shard"),
    "pipeline": ("pipeline-parallel-size", "pp", "pp-size"),
    "data": ("data-parallel-size-local", "dpl", "data-parallel-size", "dp", "dp-size"),
}
# Options that set sizes elsewhere, spread ranks over several pods, or let kinds of ranks overlap (SGLang).
_ELSEWHERE = frozenset({"config", "data-parallel-address", "headless", "nnodes", "enable-dp-attention"})

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    gpus: 1
    args: [--tensor-parallel-size=4]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    gpus: 4
    args: [--tensor-parallel-size=4]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the options of every pod that works by itself; a training job splits work over all its nodes."""
    for where, workload in workloads(design.spec):
        sizes = _sizes(workload)
        wanted = math.prod(sizes.values())
        # Ranks on other nodes come with options of their own.
        if "tensor" not in sizes or workload.kind == "training_job" or wanted == workload.gpus:
            continue
        told = " x ".join(f"{name} {size}" for name, size in sizes.items())
        message = f"{told} takes {wanted} GPUs, but a pod of {workload.name} has {workload.gpus}"
        says = error if wanted > workload.gpus else warning
        fix = f"write 'gpus: {wanted}', or another size"
        yield says(__name__, f"{where}.gpus", message, fix, f"{where}.args", f"{where}.command", f"{where}.image")


def _sizes(workload: WorkloadSpec) -> dict[str, int]:
    """Sizes by what they split; empty if they may be set elsewhere, or by a variable."""
    said = options(workload)
    # Ray spreads ranks over the pods of a stateful set.
    if _ELSEWHERE & set(said) or any(word.startswith("ray") for word in programs(workload)):
        return {}
    found = {kind: next((said[name].value for name in names if name in said), None) for kind, names in _NAMES.items()}
    sizes = {kind: int(value) if value.isdigit() else 0 for kind, value in found.items() if value is not None}
    if not all(sizes.values()):
        return {}
    return {"tensor": 1, **sizes} if is_vllm(workload) else sizes
