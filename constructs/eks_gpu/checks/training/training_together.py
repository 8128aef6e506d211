"""Training jobs that do not fit beside one another may each get a part of the nodes.

**Why.** A Job starts pod by pod. Two of them that come at the same time can each get some of the nodes and wait for the
rest, which the other one has: both hold nodes that are paid for, and neither begins. Kubernetes alone knows no gangs.

**Fix.** Raise the group's maximum, keep one of them in the file at a time, or let a queue admit whole jobs: Kueue, with
its `waitForPodsReady`. `time_limit` ends the wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.design.joint import open_pools
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up the nodes that training jobs of one group want."""
    for models in design.nodes:
        mine = [one for one in design.workloads if one.training and models.group.name in one.groups]
        wanted = sum(one.wanted for one in mine)
        has = _nodes(mine, design)
        if len(mine) > 1 and all(one.wanted <= has for one in mine) and wanted > has:
            names = listed(one.name for one in mine)
            message = (
                f"{names} want {wanted} nodes of {models.group.name}, which has {has}: each may get a part, and "
                "wait for ever for the rest"
            )
            fix = "raise the maximum, keep one in the file at a time, or queue them with Kueue"
            yield warning(__name__, mine[-1].where, message, fix, *rests_on(mine[-1]), "workloads")


def _nodes(mine: list[WorkloadDesign], design: ClusterDesign) -> int:
    """The most that all of them together may use."""
    pools = {id(pool): pool.node_group.max for one in mine for _, pool in open_pools(one, design.nodes)}
    return sum(pools.values())
