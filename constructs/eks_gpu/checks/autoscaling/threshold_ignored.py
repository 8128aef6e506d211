"""A group has a GPU threshold, and the autoscaler sees no GPU on its nodes.

**Why.** It takes a node for a GPU node by `nvidia.com/gpu` alone. Where shares or parts have names of their own, it
judges nodes by CPU and memory, and removes those below half of both (its `utilization/info.go`).

**Fix.** Remove `gpu_utilization_threshold`; what a pod is given of CPU and memory follows its share of the GPUs
anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for thresholds of groups without `nvidia.com/gpu`."""
    for group in design.gpu_groups:
        if group.spec.autoscaling.gpu_utilization_threshold is not None and GPU not in group.offers:
            where = f"{group.where}.autoscaling.gpu_utilization_threshold"
            message = f"nodes of {group.name} offer {listed(group.offers)} and no nvidia.com/gpu, so it has no effect"
            yield warning(__name__, where, message, "remove it", f"{group.where}.sharing")
