"""The types of one GPU group differ in GPU model, GPU count, GPU memory or architecture.

**Why.** The autoscaler plans with the first type alone: it would buy nodes for pods that the others cannot
hold. Labels speak of one GPU model, and an AMI is of one architecture.

**Fix.** One group for each kind of GPU; workloads may use several groups. Types that differ in CPU and memory
only can share a group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every type of a group with the first."""
    for group in design.gpu_groups:
        first = group.types[0]
        for kind in group.types[1:]:
            if _shape(kind) == _shape(first):
                continue
            where = f"{group.where}.instance_types[{group.spec.instance_types.index(kind.name)}]"
            message = f"{kind.name} has {_shape(kind)}, but {first.name} has {_shape(first)}"
            fix = f"put {kind.name} into a group of its own"
            yield error(__name__, where, message, fix, f"{group.where}.instance_types")


def _shape(kind: InstanceType) -> str:
    gpu = kind.gpu
    gpus = f"{gpu.count} x {gpu.model} of {gpu.memory_mib // 1024} GiB" if gpu else "no GPU"
    return f"{gpus} ({kind.arch})"
