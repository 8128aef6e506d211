"""Nodes with EFA are started in an On-Demand reservation, and nothing keeps them close together.

**Why.** A reservation made outside of a placement group has its machines anywhere in the zone. EFA works, at a fraction
of what the machines could do. (A Capacity Block's machines are close together as they are.)

**Fix.** Make the reservation in a cluster placement group (`--placement-group-arn`) and name that in
`capacity_reservation.placement_group`. With a reservation that is there already, `placement_group: cluster` asks for
nodes that are close together, and EC2 refuses those that are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for a placement group on reserved On-Demand nodes with EFA."""
    for group in design.gpu_groups:
        reserved = group.capacity_type == "ON_DEMAND" and group.launch_template.reservation
        if reserved and group.efa and not group.launch_template.placement:
            message = f"the machines of {group.name}'s reservation may be far apart, which EFA is slow over"
            fix = "add 'placement_group: …', the one it was made in; or 'placement_group: cluster' to the group itself"
            here = f"{group.where}.capacity_reservation"
            yield warning(__name__, here, message, fix, f"{group.where}.efa", f"{group.where}.placement_group")
