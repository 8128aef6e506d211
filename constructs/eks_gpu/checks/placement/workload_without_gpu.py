"""A workload asks for no GPU.

**Why.** It would run on GPU nodes, which are paid for, without using their GPUs; and with NVIDIA's runtime a container
that requests no GPU may see all of them. Without a GPU group, kube-scheduler puts it on the system nodes, next to
CoreDNS and the autoscaler. eks-gpu does not check that it fits there, and nothing adds a system node for it.

**Fix.** Write `gpus: 1` or more. Run workloads without GPUs outside eks-gpu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

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
    for workload in design.workloads:
        if workload.spec.gpus == 0:
            where = f"{workload.where}.gpus"
            if design.spec.gpu_node_groups:
                message = f"{workload.name} asks for no GPU but would still run on a GPU node"
                yield warning(__name__, where, message, "write 1 or more, or run it outside eks-gpu")
                continue
            message = (
                f"{workload.name} asks for no GPU, and there is no GPU group: kube-scheduler puts it on system nodes, "
                "whose room eks-gpu does not check"
            )
            fix = "add a group to 'gpu_node_groups' and write 1 or more, or run it outside eks-gpu"
            yield warning(__name__, where, message, fix, "gpu_node_groups")
