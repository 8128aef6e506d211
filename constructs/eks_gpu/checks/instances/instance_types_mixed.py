"""The types of one group differ in GPU model, GPU count, GPU memory, architecture, or much in size.

**Why.** The autoscaler plans only with the first type: it would buy nodes for pods that the other types cannot hold.
The labels name one GPU model, and an AMI is for one architecture.

A Spot group may mix models, because more types are more Spot pools. If all types have the same number of GPUs, GPU
memory and architecture (g5 with g6), the autoscaler counts correctly. A pod then does not know which model it gets, and
the labels name only the first one.

A CPU group's types must have one architecture too. If one of them is more than twice as large as the first, nodes that
the autoscaler buys for a few pods may stand half empty.

**Fix.** Create one group for each kind of GPU; workloads may use several groups. Types that differ only in CPU and
memory can share a group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# A group of CPU nodes may differ by this factor before nodes stand half empty.
_LARGER = 2

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge, g6.xlarge]
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: a10g
    instance_types: [g5.xlarge]
    max_per_zone: 2
  - name: l4
    instance_types: [g6.xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every type of a group with the first."""
    yield from _of_cpu_groups(design)
    for group in design.gpu_groups:
        first = group.types[0]
        for kind in group.types[1:]:
            if _shape(kind) == _shape(first):
                continue
            where = f"{group.where}.instance_types[{group.spec.instance_types.index(kind.name)}]"
            message = f"{kind.name} has {_shape(kind)}, but {first.name} has {_shape(first)}"
            fix = f"put {kind.name} into a group of its own"
            if group.capacity_type == "SPOT" and not group.sharing.mig and _size(kind) == _size(first):
                message += ": a pod may get either, and the labels name only the first"
                fix += ", or ignore this finding if the workloads run on both models"
                yield warning(__name__, where, message, fix, f"{group.where}.instance_types", f"{group.where}.capacity")
            else:
                yield error(__name__, where, message, fix, f"{group.where}.instance_types")


def _of_cpu_groups(design: ClusterDesign) -> Iterator[Problem]:
    """Compare architectures, and how much larger the nodes are on which the autoscaler does not plan."""
    for group in design.cpu_groups:
        first = group.types[0]
        for kind in group.types[1:]:
            where = f"{group.where}.instance_types[{group.spec.instance_types.index(kind.name)}]"
            if kind.arch != first.arch:
                message = f"{kind.name} is {kind.arch}, but {first.name} is {first.arch}; the nodes share one AMI"
                yield error(__name__, where, message, f"put {kind.name} into a group of its own")
            elif kind.vcpus > _LARGER * first.vcpus or kind.memory_mib > _LARGER * first.memory_mib:
                message = (
                    f"{kind.name} ({kind.vcpus} vCPU, {kind.memory_mib} MiB) is more than twice as large as "
                    f"{first.name} ({first.vcpus} vCPU, {first.memory_mib} MiB), with which the autoscaler plans"
                )
                fix = f"put {kind.name} into a group of its own, so that nodes are not bought half empty"
                yield warning(__name__, where, message, fix, f"{group.where}.instance_types")


def _size(kind: InstanceType) -> tuple[object, ...]:
    """Everything but the model that the autoscaler and a pod's requests depend on."""
    return (kind.arch, *((kind.gpu.count, kind.gpu.memory_mib, kind.gpu.fraction) if kind.gpu else ()))


def _shape(kind: InstanceType) -> str:
    gpu = kind.gpu
    gpus = f"{gpu.count} x {gpu.model} of {gpu.memory_mib // 1024} GiB" if gpu else "no GPU"
    return f"{gpus} ({kind.arch})"
