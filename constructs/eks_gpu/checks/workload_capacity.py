"""A workload has more replicas than all its nodes hold at their maximum.

**Why.** The rest stays Pending for ever, and the autoscaler can do nothing about it.

**Fix.** Fewer replicas, or higher maxima. Jobs are not counted: their pods take turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SERVES = frozenset({"deployment", "stateful_set"})


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the places for pods, by GPUs."""
    groups = {group.name: group for group in design.gpu_groups}
    for workload in design.workloads:
        gpus = workload.spec.gpus
        mine = [groups[name] for name in workload.groups]
        if workload.spec.kind not in _SERVES or not gpus or not mine:
            continue
        places = sum(group.max_nodes * (group.gpus_per_node // gpus) for group in mine)
        if 0 < places < workload.replicas:
            of = listed(f"{group.name} ({group.max_nodes} nodes of {group.gpus_per_node} GPU)" for group in mine)
            message = f"{workload.replicas} replicas of {gpus} GPU, and places for {places} on {of}"
            fix = f"write {places} or less, or raise the maxima"
            yield warning(
                __name__,
                f"{workload.where}.replicas",
                message,
                fix,
                "gpu_node_groups",
                "network",
                f"{workload.where}.gpus",
                f"{workload.where}.node_groups",
            )
