"""A workload leaves no room for the pod that prepulls images, so kube-scheduler evicts that pod.

**Why.** The pods of `prepull` have no priority class, so that they never take a workload's place. A workload that
requests more than a node has left next to them still fits: kube-scheduler evicts the prepull pod, and its replacement
stays Pending on that node. Images that were not pulled by then are not prepulled. If several pods share a node, the
last one to start causes this.

**Fix.** Remove `cpu` and `memory` (the default fair share leaves enough room), request no more than the message says,
or remove `prepull` from the group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import field, rests_on
from eks_gpu.checks._report import warning
from eks_gpu.design import Obstacle
from eks_gpu.scheduling.amounts import PODS, lacking, shown, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodeModel, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    min_per_zone: 1
    prepull: [registry.example/serve:2]
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    cpu: 3680m
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    min_per_zone: 1
    prepull: [registry.example/serve:2]
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    cpu: 3500m
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Fill a node of each type with a workload's pods, and look for daemons that they evict."""
    nodes = {models.group.name: [node for pool in models.pools for node in pool.nodes] for models in design.all_models}
    for found in design.schedulability:
        for one in found.groups:
            tight = [node for node in nodes[one.group] if one.fit.per_node and _evicts(found.workload, node)]
            if tight:
                yield _problem(found.workload, one.group, tight[0])


def _evicts(workload: WorkloadDesign, node: NodeModel) -> bool:
    """Whether the pods that fill a node, or all pods if these are fewer, leave no room for a preemptible daemon."""
    return bool(_short(workload, node, _held(workload, node)))


def _held(workload: WorkloadDesign, node: NodeModel) -> int:
    return min(times(workload.asks, node.room), max(workload.pods, 1))


def _short(workload: WorkloadDesign, node: NodeModel, pods: int) -> list[str]:
    asked = {name: amount * pods for name, amount in workload.asks.items()}
    return [name for name in lacking(asked, node.free) if name != PODS]


def _problem(workload: WorkloadDesign, group: str, node: NodeModel) -> Problem:
    pods = _held(workload, node)
    name = _short(workload, node, pods)[0]
    most = shown(name, node.free[name] // pods)
    evicted = ", ".join(daemon.name for daemon in node.daemons if daemon.gives_way)
    message = (
        f"{workload.name} requests {shown(name, workload.asks[name])} of {name}, but next to {evicted} a "
        f"{node.instance_type} of {group} has {most} for it, so kube-scheduler evicts {evicted}"
    )
    fix = f"request at most {most}, or remove 'prepull' from {group}"
    where = field(workload, Obstacle("resource", name, ""))
    return warning(__name__, where, message, fix, *rests_on(workload))
