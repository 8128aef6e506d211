"""Pods of different sizes share nodes, and small ones may leave no node with room for a large one.

**Why.** At best all of them find room. But kube-scheduler does not pack: among nodes with room it prefers the one with
the most CPU and memory left (its plugins NodeResourcesFit with LeastAllocated, and PodTopologySpread), so small pods
end up one on each node, and a pod that needs most of a node finds none. Only pods of a lower priority are evicted, and
the autoscaler adds no node beyond the maximum, so the large pod stays Pending until small ones end.

**Fix.** Give the large pods a group of their own with `node_groups`, raise the maximum of the group, or let the large
ones have `priority: serving` and the small ones `priority: batch`: kube-scheduler then evicts small pods for large
ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the best packing with what kube-scheduler would choose; `training-shared` judges training jobs."""
    for found in design.schedulability:
        workload = found.workload
        if found.verdict != "runs" or workload.training or found.scheduled >= found.placed:
            continue
        small = [one.name for one in design.workloads if _in_the_way(one, workload)]
        if not small:
            continue
        least = "none" if not found.scheduled else f"only {found.scheduled}"
        message = (
            f"at best {plural(found.placed, 'pod')} of {workload.name} may find room; when pods of {listed(small)} "
            f"come first, kube-scheduler spreads them over the nodes, and {least} may"
        )
        fix = "give one of them a group of its own, raise the maximum, or give the larger pods the higher 'priority'"
        yield warning(__name__, workload.where, message, fix, *rests_on(workload), "workloads")


def _in_the_way(other: WorkloadDesign, workload: WorkloadDesign) -> bool:
    """Whether pods of another workload that stay may be on the same nodes, and are not evicted for this one."""
    lower = other.priority_class == "eks-gpu-batch" and workload.priority_class == "eks-gpu-serving"
    return other is not workload and other.serves and not lower and bool(set(other.groups) & set(workload.groups))
