"""Pods of different sizes share nodes, and small pods may leave no node with room for a large one.

**Why.** In the best placement all of them find room. But kube-scheduler does not pack: among nodes with room it prefers
the one with the most free CPU and memory (its plugins NodeResourcesFit with LeastAllocated, and PodTopologySpread).
Small pods end up one on each node, and a pod that needs most of a node finds none. Only pods of a lower priority are
evicted, and the autoscaler adds no node beyond the maximum, so the large pod stays Pending until small ones end.

**Fix.** Give the large pods a group of their own with `node_groups`, raise the maximum of the group, or give the large
pods `priority: serving` and the small ones `priority: batch`, so that kube-scheduler evicts small pods for large ones.
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

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: small
    kind: deployment
    image: registry.example/small:1
    replicas: 2
    ports: [8000]
  - name: large
    kind: deployment
    image: registry.example/large:1
    gpus: 4
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    zones: [us-west-2a]
    max: 3
workloads:
  - name: small
    kind: deployment
    image: registry.example/small:1
    replicas: 2
    ports: [8000]
  - name: large
    kind: deployment
    image: registry.example/large:1
    gpus: 4
    ports: [8000]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the best packing with kube-scheduler's own; the rule `training-shared` judges training jobs."""
    for found in design.schedulability:
        workload = found.workload
        if found.verdict != "runs" or workload.training or found.scheduled >= found.placed:
            continue
        small = [one.name for one in design.workloads if _in_the_way(one, workload)]
        if not small:
            continue
        least = "none" if not found.scheduled else f"only {found.scheduled}"
        message = (
            f"at best {plural(found.placed, 'pod')} of {workload.name} can find room; if pods of {listed(small)} start "
            f"first, kube-scheduler spreads them over the nodes, and then {least} can"
        )
        fix = "give one workload a group of its own, raise the maximum, or give the larger pods the higher 'priority'"
        yield warning(__name__, workload.where, message, fix, *rests_on(workload), "workloads")


def _in_the_way(other: WorkloadDesign, workload: WorkloadDesign) -> bool:
    """Whether pods of another, serving workload may occupy the same nodes and are not evicted for this one."""
    lower = other.priority_class == "eks-gpu-batch" and workload.priority_class == "eks-gpu-serving"
    return other is not workload and other.serves and not lower and bool(set(other.groups) & set(workload.groups))
