"""A stateful set has claims, and a group of it spans zones with one node group.

**Why.** An EBS volume is in one zone for ever. A group with `max` is one Auto Scaling group over all its zones, and the
autoscaler takes every node of it for one of the first zone (its `aws_manager.go`): for a pod whose volume is in another
it never buys a node, or EC2 starts one where the volume is not. The pod worked once, and stays Pending after its node
has gone (autoscaler's AWS README).

**Fix.** Write `max_per_zone` in the group: one node group a zone, each known by its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the groups of every workload with a claim; sizes that never change need no autoscaler."""
    for workload in design.workloads:
        claims = [index for index, volume in enumerate(workload.spec.volumes) if volume.claim]
        wide = [
            group.name
            for group in design.gpu_groups
            if group.name in workload.groups
            and any(len(nodes.zones) > 1 and nodes.min < nodes.max for nodes in group.node_groups)
        ]
        if claims and wide and workload.spec.kind == "stateful_set":
            message = (
                f"{listed(wide)} is one node group over several zones, and a volume of {workload.name} is in one: "
                "once the node of its pod has gone, the pod would stay Pending"
            )
            fix = "write 'max_per_zone' instead of 'max' there, or one zone in 'zones'"
            where = f"{workload.where}.volumes[{claims[0]}].claim"
            yield error(__name__, where, message, fix, *rests_on(workload))
