"""What a workload's `gpus` are depends on the group its pods happen to land on.

**Why.** Whole GPUs, shares of one by time slicing or MPS, and parts of one profile are all called `nvidia.com/gpu`:
the pods of one workload would have a whole GPU here and a quarter of one there.

**Fix.** Name groups that share alike in `node_groups`; or write `rename: true`, so that shares have a name of their
own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, SharingDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the groups of each workload with each other."""
    groups = {group.name: group for group in design.gpu_groups}
    for workload in design.workloads:
        if not workload.spec.gpus:
            continue
        rests_on = ("gpu_node_groups", f"{workload.where}.gpu_profile")
        alike = [groups[name] for name in workload.groups if workload.gpu_resource in groups[name].offers]
        kinds = {_kind(group.sharing): group.name for group in reversed(alike)}
        where = f"{workload.where}.node_groups" if workload.spec.node_groups else workload.where
        if len(kinds) > 1:
            each = "; ".join(f"on {name} {kind}" for kind, name in sorted(kinds.items()))
            message = f"each of the {workload.gpu_resource} that {workload.name} asks for is {each}"
            yield warning(__name__, where, message, "name groups that share alike in 'node_groups'", *rests_on)


def _kind(sharing: SharingDesign) -> str:
    if not sharing.shares:
        return "a whole GPU"
    part = f"a part of {sharing.profile}" if sharing.mig else "a GPU"
    return f"one of {sharing.replicas} shares of {part}" if sharing.replicas > 1 else part
