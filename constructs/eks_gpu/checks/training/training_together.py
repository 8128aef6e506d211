"""Training jobs that do not fit at the same time may each get only part of their nodes.

**Why.** Kubernetes starts a Job pod by pod. Two jobs that start at the same time can each get some of the nodes and
wait for the rest, which the other job has. Both hold nodes that are paid for, and neither begins. Kubernetes by itself
has no gang scheduling. The figures are those of `eks-gpu simulate` with all of the jobs at once.

**Fix.** Let a queue admit whole jobs: `queueing: kueue` and `queue` in the workloads. The second job then waits without
a node. Without a queue, `start_within` fails a job whose nodes do not all come in time, so the others go back. Or raise
the group's maximum, which costs the nodes and saves the wait; or keep only one of the jobs in the file at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.checks.training._held import told
from eks_gpu.design.placement.joint import open_pools
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.problem import listed

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
    nodes: 2
  - name: tune
    kind: training_job
    image: registry.example/tune:1
    nodes: 3
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.4xlarge]
    zones: [us-west-2a]
    max: 5
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
  - name: tune
    kind: training_job
    image: registry.example/tune:1
    nodes: 3
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up the nodes that the training jobs of a group need."""
    for models in design.nodes:
        mine = [one for one in design.workloads if one.training and not one.queued and models.group.name in one.groups]
        wanted = sum(one.wanted for one in mine)
        has = _nodes(mine, design)
        if len(mine) > 1 and all(one.wanted <= has for one in mine) and wanted > has:
            names = listed(one.name for one in mine)
            message = (
                f"{names} need {wanted} nodes of {models.group.name}, which has {has}: each may get some of them "
                f"and wait forever for the rest; {told(design, mine)}"
            )
            fix = "write 'queueing: kueue' and a 'queue' in them, or 'start_within'; or raise the maximum"
            yield warning(__name__, mine[-1].where, message, fix, *rests_on(mine[-1]), "workloads")


def _nodes(mine: list[WorkloadDesign], design: ClusterDesign) -> int:
    """The most nodes that all jobs together may use."""
    pools = {id(pool): pool.node_group.max for one in mine for _, pool in open_pools(demand_of(one), design.nodes)}
    return sum(pools.values())
