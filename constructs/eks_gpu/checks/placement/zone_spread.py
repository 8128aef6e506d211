"""A workload is spread over zones, but its groups do not allow that.

**Why.** With a single zone there is nothing to spread over. And a group with `max` is one Auto Scaling group over all
its zones: the autoscaler assumes that every node of it starts in the first zone (its `aws_manager.go`), concludes that
a pod for another zone would not fit, and never buys a node for it.

**Fix.** Write `max_per_zone` in the group, which creates one node group per zone, with two zones or more; or leave
`zone_spread` out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    replicas: 2
    zone_spread: true
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a, us-west-2b]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    replicas: 2
    zone_spread: true
    ports: [8000]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the groups of every workload that is spread."""
    for workload in design.workloads:
        if not workload.spec.zone_spread or not workload.groups:
            continue
        mine = [group for group in design.all_groups if group.name in workload.groups]
        wide = [
            group.name
            for group in mine
            for nodes in group.node_groups
            if len(nodes.zones) > 1 and nodes.min < nodes.max
        ]
        where = f"{workload.where}.zone_spread"
        if workload.spread_over_zones == 1:
            message = f"the nodes of {workload.name} are all in one zone, so there is nothing to spread over"
            yield warning(__name__, where, message, "give its groups more zones, or remove it", *rests_on(workload))
        elif wide:
            message = (
                f"{listed(wide)} is one node group over several zones, and the autoscaler counts it in the first only; "
                f"pods of {workload.name} for the others would stay Pending"
            )
            fix = "write 'max_per_zone' instead of 'max' there, or remove 'zone_spread'"
            yield error(__name__, where, message, fix, *rests_on(workload))
