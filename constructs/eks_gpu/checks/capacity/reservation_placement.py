"""Nodes with EFA start in a reservation without a placement group, or nodes in a placement group without reservation.

**Why.** A reservation made outside of a placement group has its machines anywhere in the zone. EFA works, at a fraction
of what the machines could do. (A Capacity Block's machines are close together as they are.)

And a new placement group does not help: EC2 looks for reserved machines inside of it, finds none, and answers
InsufficientInstanceCapacity, whatever the reservation has left (eksctl-io/eksctl#7949, #8220).

**Fix.** Make the reservation in a cluster placement group (`--placement-group-arn`) and name that in
`capacity_reservation.placement_group`. An existing reservation cannot be moved into one: make another, or leave the
group without placement and accept slower steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the placement groups of reserved On-Demand nodes."""
    for group in design.gpu_groups:
        reserved = group.capacity_type == "ON_DEMAND" and group.launch_template.reservation
        here = f"{group.where}.capacity_reservation"
        if reserved and group.efa and not group.launch_template.placement:
            message = f"the machines of {group.name}'s reservation may be far apart, which EFA is slow over"
            fix = "add 'placement_group: …', the one it was made in; without one, make another reservation in one"
            yield warning(__name__, here, message, fix, f"{group.where}.efa", f"{group.where}.placement_group")
        said = group.spec.capacity_reservation
        if reserved and group.spec.placement_group == "cluster" and not (said and said.placement_group):
            message = (
                f"the nodes of {group.name} start in a new placement group, and its reservation was not made in that: "
                "EC2 answers InsufficientInstanceCapacity"
            )
            fix = "remove it, and name the placement group of the reservation in 'capacity_reservation.placement_group'"
            yield warning(__name__, f"{group.where}.placement_group", message, fix, here)
