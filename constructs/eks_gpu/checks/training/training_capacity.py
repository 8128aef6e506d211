"""A training job needs more nodes at once than its group can have.

**Why.** Its ranks start together or not at all. Ranks that find a node wait for the others, on nodes that are paid for,
until torchrun gives up; then they start again. Workloads that serve on the same nodes are counted first, with their
smallest number of pods: they have the higher priority, so kube-scheduler evicts ranks for them. The quota of the
namespace counts too, because Kubernetes creates no pod beyond it.

**Fix.** Use fewer `nodes`, or a higher maximum or quota. A training job stays in one zone, so with `max_per_zone` its
maximum is that of the zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error
from eks_gpu.design.placement.joint import open_pools
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.4xlarge]
    zones: [us-west-2a]
    max: 4
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 5
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.4xlarge]
    zones: [us-west-2a]
    max: 4
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for training jobs that do not find room for all their ranks."""
    for found in design.schedulability:
        workload, training = found.workload, found.workload.training
        if training and found.verdict == "capacity":
            nodes, has = plural(training.nodes, "node"), _rooms(workload, design) + _first(workload, design)
            message = f"{workload.name} needs {nodes} at once, but finds room for {found.placed}: {has}"
            fix = f"write {found.placed} or less, or raise the maximum" if found.placed else "raise the maximum"
            yield error(__name__, f"{workload.where}.nodes", message, fix, *rests_on(workload), "workloads")
        if training:
            yield from _quota(workload, training.nodes, design)


def _rooms(workload: WorkloadDesign, design: ClusterDesign) -> str:
    pools = [
        f"{models.group.name} has at most {pool.node_group.max} in {', '.join(pool.node_group.zones)}"
        for models, pool in open_pools(demand_of(workload), design.nodes)
    ]
    return listed(pools)


def _first(workload: WorkloadDesign, design: ClusterDesign) -> str:
    """The end of the message: the workloads that take nodes which would otherwise be enough."""
    pools = open_pools(demand_of(workload), design.nodes)
    if sum(pool.node_group.max for _, pool in pools) < workload.wanted:
        return ""
    serving = [one.name for one in design.workloads if one.serves and set(one.groups) & set(workload.groups)]
    verb = "has" if len(serving) == 1 else "have"
    return f", where {listed(serving)} {verb} the higher priority or {verb} a place already"


def _quota(workload: WorkloadDesign, nodes: int, design: ClusterDesign) -> Iterator[Problem]:
    asked = nodes * workload.spec.gpus
    for index, namespace in enumerate(design.namespaces):
        quota = None if namespace.limits is None else namespace.limits.get(workload.gpu_resource)
        # `gpu_quota` reports a single pod beyond the quota.
        if namespace.name == workload.spec.namespace and quota is not None and workload.spec.gpus <= quota < asked:
            message = f"{workload.name} asks for {asked} GPU at once, but namespace {namespace.name!r} may have {quota}"
            fix = f"write 'gpu_quota: {asked}', or fewer nodes"
            yield error(__name__, f"namespaces[{index}].gpu_quota", message, fix, f"{workload.where}.nodes")
