"""Pods may start on a group as well as on a pool, so two components buy nodes for them.

**Why.** The Cluster Autoscaler buys for every pending pod that fits a group, and Karpenter or Auto Mode for every one
that fits a pool. Neither knows of the other's purchase: each buys a node for the same pod, the pod takes the first that
joins, and the other one is billed until its time without pods is over. It happens again with every new pod.

**Fix.** Name the groups or the pools in the workload's `node_groups`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_groups: [pool]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads that run on nodes of both kinds, where both can grow."""
    pools = {pool.name: pool for pool in design.pools if not pool.static}
    groups = (
        {group.name for group in design.groups if group.min_nodes < group.max_nodes} if design.autoscaled else set()
    )
    for found in design.schedulability:
        names = [one.group for one in found.groups if one.fit.verdict in {"runs", "capacity"}]
        of_groups, of_pools = ([name for name in names if name in known] for known in (groups, pools))
        if of_groups and of_pools:
            buyer = pools[of_pools[0]].buyer
            message = (
                f"for the same pods of {found.workload.name} the Cluster Autoscaler adds nodes to {listed(of_groups)}, "
                f"and {buyer} to {listed(of_pools)}"
            )
            fix = f"write 'node_groups: [{', '.join(of_pools)}]' or 'node_groups: [{', '.join(of_groups)}]'"
            where = f"{found.workload.where}.node_groups"
            yield warning(__name__, where, message, fix, *rests_on(found.workload), "provisioner")
