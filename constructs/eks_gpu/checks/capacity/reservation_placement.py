"""Reserved nodes with EFA have no placement group, or reserved nodes start in a new one.

**Why.** The machines of a reservation made outside a placement group can be anywhere in the zone. EFA works, but at a
fraction of what the machines could do. (A Capacity Block's machines are already close together.)

A new placement group does not help: EC2 looks for reserved machines inside that group, finds none, and answers
InsufficientInstanceCapacity, however much the reservation has left (eksctl-io/eksctl#7949, #8220).

**Fix.** Create the reservation in a cluster placement group (`--placement-group-arn`) and name that group in
`capacity_reservation.placement_group`. An existing reservation cannot be moved into a placement group: create another,
or leave the nodes without placement and accept slower steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    max: 2
    efa: true
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
    update: {strategy: minimal}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    max: 2
    efa: true
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
      placement_group: training
    update: {strategy: minimal}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the placement groups of reserved On-Demand nodes."""
    for group in design.groups:
        reserved = group.capacity_type == "ON_DEMAND" and group.launch_template.reservation
        here = f"{group.where}.capacity_reservation"
        if reserved and group.efa and not group.launch_template.placement:
            message = f"the machines of {group.name}'s reservation may be far apart, which slows EFA down"
            fix = "add the reservation's 'placement_group: …'; if it has none, create another reservation in one"
            yield warning(__name__, here, message, fix, f"{group.where}.efa", f"{group.where}.placement_group")
        said = group.spec.capacity_reservation
        if reserved and group.spec.placement_group == "cluster" and not (said and said.placement_group):
            message = (
                f"the nodes of {group.name} start in a new placement group, but its reservation was made outside it: "
                "EC2 answers InsufficientInstanceCapacity"
            )
            fix = "remove it here, and write the reservation's own in 'capacity_reservation.placement_group'"
            yield warning(__name__, f"{group.where}.placement_group", message, fix, here)
