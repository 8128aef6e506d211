"""Shared memory (/dev/shm) is larger than the memory of the pod.

**Why.** Files in /dev/shm count as memory of the pod: it would be killed (OOMKilled) before /dev/shm is full.

**Fix.** Raise `memory`, or lower `shm`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.scheduling.quantity import mebibytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    memory: 8Gi
    shm: 16Gi
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    memory: 8Gi
    shm: 4Gi
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the two sizes."""
    for workload in design.workloads:
        shm = workload.spec.shm
        if shm and mebibytes(shm) > mebibytes(workload.memory):
            from_share = "" if workload.spec.memory else " (its fair share of the node)"
            message = f"shm {shm} counts as memory, but a pod of {workload.name} has only {workload.memory}{from_share}"
            rests_on = (f"{workload.where}.memory", f"{workload.where}.gpus", "gpu_node_groups")
            yield error(__name__, f"{workload.where}.shm", message, "raise 'memory', or lower 'shm'", *rests_on)
