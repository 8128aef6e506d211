"""A workload asks for no GPU.

**Why.** It would run on GPU nodes, which are paid for, without using their GPUs; and with NVIDIA's runtime a container
that requests no GPU may see all of them.

**Fix.** Write `gpus: 1` or more. Run workloads without GPUs outside eks-gpu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 0
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads with zero GPUs."""
    for where, workload in workloads(design.spec):
        if workload.gpus == 0:
            message = f"{workload.name} asks for no GPU but would still run on a GPU node"
            yield warning(__name__, f"{where}.gpus", message, "write 1 or more, or run it outside eks-gpu")
