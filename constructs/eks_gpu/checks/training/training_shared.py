"""Pods that serve may land on the nodes that a training job needs completely.

**Why.** Every rank takes a whole node. If a pod of a higher priority finds no room on a running node, kube-scheduler
evicts a rank at once, even if the autoscaler could still buy a node; when one rank is evicted, all of them start again.
Pods of the same priority evict nothing: kube-scheduler spreads them over the free nodes, and the job waits for its last
node while it pays for the others.

**Fix.** Name other groups in the `node_groups` of the workloads that serve, or give the training job a group of its
own. With `priority: serving` the training job is no longer evicted, but waits if other pods were placed first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.design.placement.joint import open_pools
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES
from eks_gpu.problem import listed, plural
from eks_gpu.scheduling.amounts import less, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign, WorkloadFit
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - {name: training, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 3}
  - {name: serving, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 1}
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
    node_groups: [training]
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - {name: training, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 3}
  - {name: serving, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 1}
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
    node_groups: [training]
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    node_groups: [serving]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads that serve on the node groups that hold a training job's ranks."""
    for found in design.schedulability:
        if not found.workload.training or found.verdict != "runs":
            continue
        for other in design.workloads:
            if found.workload.queued and other.queued:
                # Kueue gives both their GPUs before they have pods.
                continue
            groups = _shared(found.workload, other, design) if other.serves and other.wanted else []
            message = _message(found, other) if groups else ""
            if message:
                fix = "name other groups in 'node_groups', or give the training job a group of its own"
                where = f"{other.where}.node_groups"
                yield warning(__name__, where, f"{listed(groups)}: {message}", fix, *rests_on(other), "workloads")


def _message(found: WorkloadFit, other: WorkloadDesign) -> str:
    """The eviction or the conflict; empty if the training job has priority, or if there is room for all."""
    job, (theirs, mine) = found.workload, (PRIORITY_CLASSES[one.priority_class] for one in (other, found.workload))
    if theirs > mine:
        return (
            f"{other.name} ({_priority(other)}) evicts a rank of {job.name} ({_priority(job)}) when it finds no room "
            "on running nodes, and then all ranks start again"
        )
    if theirs == mine and found.scheduled < found.placed:
        return (
            f"{other.name} and {job.name} have the same priority ({_priority(job)}), so neither evicts the other: if "
            f"{other.name} is placed first, {job.name} may find only {found.scheduled} of "
            f"{plural(found.placed, 'node')}"
        )
    return ""


def _priority(workload: WorkloadDesign) -> str:
    return f"priority {workload.priority_class.removeprefix('eks-gpu-')}"


def _shared(job: WorkloadDesign, other: WorkloadDesign, design: ClusterDesign) -> list[str]:
    """Groups whose nodes both may use, and where a pod of the other finds no room next to a rank."""
    theirs = {pool.node_group.name_prefix for _, pool in open_pools(demand_of(other), design.nodes)}
    return list(
        dict.fromkeys(
            models.group.name
            for models, pool in open_pools(demand_of(job), design.nodes)
            if pool.node_group.name_prefix in theirs
            and not all(times(other.asks, less(node.free, job.asks)) for node in pool.nodes)
        )
    )
