"""A group has two taints of one key and effect.

**Why.** Kubernetes knows a taint by its key and effect; EKS refuses the second one. Every GPU group has the
taint `nvidia.com/gpu=present:NoSchedule` already.

**Fix.** Remove one, or give it another effect or key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups
from eks_gpu.scheduling.taints import GPU_TAINT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated keys and effects, the GPU taint included."""
    for where, group in gpu_groups(design.spec):
        seen = {(GPU_TAINT.key, GPU_TAINT.effect.kubernetes): "the taint of every GPU group"}
        for index, taint in enumerate(group.taints):
            here = f"{where}.taints[{index}]"
            key = (taint.key, taint.effect)
            if key in seen:
                message = f"{taint.key} with {taint.effect} is {seen[key]} already"
                yield error(__name__, here, message, "remove it, or write another key or effect", f"{where}.taints")
            seen.setdefault(key, f"at {here}")
