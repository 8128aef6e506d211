"""vLLM is configured to take more GPU memory than there is, by itself or together with pods on the same GPU.

**Why.** `--gpu-memory-utilization` is a fraction of the whole GPU, 0.9 by default, and vLLM allocates it at startup:
"Free memory on device … is less than desired GPU memory utilization". Pods that share a GPU by time slicing also share
its memory, without any limit per pod: the first pod takes nearly all of it, and the others end in a crash loop.

**Fix.** Write a fraction small enough for all pods that share the GPU, such as 0.22 for four.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._commands import is_vllm, options
from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_DEFAULT = 0.9

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    replicas: 4
    args: [--gpu-memory-utilization=0.9]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    replicas: 4
    args: [--gpu-memory-utilization=0.22]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the fraction with the share of memory that each pod on a GPU can have."""
    for workload in design.workloads:
        if not is_vllm(workload.spec):
            continue
        said = options(workload.spec).get("gpu-memory-utilization")
        fraction = said.number if said else _DEFAULT
        where = f"{workload.where}.{said.where if said else 'args' if workload.spec.args else 'command'}"
        rests_on = (f"{workload.where}.command", f"{workload.where}.args", f"{workload.where}.image")
        if fraction is None:
            continue
        if not 0 < fraction <= 1:
            message = (
                f"--gpu-memory-utilization is a fraction of the GPU's memory, above 0 and at most 1, not {fraction:g}"
            )
            percent = 1 < fraction <= 100  # noqa: PLR2004 - probably meant as one
            yield error(__name__, where, message, f"write {fraction / 100 if percent else _DEFAULT:g}")
            continue
        sharing = _sharing(design, workload)
        if sharing * fraction > 1:
            message = (
                f"{sharing} pods may share a GPU by time slicing, and vLLM in {workload.name} takes {fraction:g} of "
                "its memory, so the others cannot start"
            )
            fix = f"write '--gpu-memory-utilization={int(90 / sharing) / 100:g}' or less"
            yield warning(__name__, where, message, fix, *rests_on, "gpu_node_groups", f"{workload.where}.node_groups")


def _sharing(design: ClusterDesign, workload: WorkloadDesign) -> int:
    """The most pods that may share a GPU's memory without limits; 1 for whole GPUs."""
    most = 1
    for group in design.gpu_nodes:
        if group.name in workload.groups and group.sharing.kind == "time-slicing":
            there = sum(max(one.pods, 1) for one in design.workloads if group.name in one.groups)
            most = max(most, min(group.sharing.replicas, there))
    return most
