"""A group may start nodes in a zone where its reservation is not.

**Why.** Reserved capacity is in one zone. Auto Scaling starts nodes in any of the group's zones, and in the others
every start fails, seemingly at random.

**Fix.** Write the reservation's zone in `capacity_reservation.zone`; the group then needs no `zones`. `aws ec2
describe-capacity-reservations` prints the zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    zones: [us-west-2a]
    max: 2
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
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
    update: {strategy: minimal}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the zones of groups, reservations and the network."""
    known = design.network.zone_names
    for where, group in groups(design.spec):
        reserved, here = group.capacity_reservation, f"{where}.capacity_reservation"
        if reserved is None:
            continue
        zones = group.zones or ((reserved.zone,) if reserved.zone else known)
        if reserved.zone and reserved.zone not in known:
            message = f"{reserved.zone!r} is not one of the network's zones, {listed(known)}"
            fix = f"write the zone as the network does, or append {reserved.zone} to the network's zones"
            yield error(__name__, f"{here}.zone", message, fix, "network")
        elif reserved.zone and set(zones) != {reserved.zone}:
            message = f"the reservation is in {reserved.zone}, but the nodes may be in {listed(zones)}"
            yield error(__name__, f"{where}.zones", message, f"write 'zones: [{reserved.zone}]'", f"{here}.zone")
        elif reserved.id and len(zones) > 1:
            message = f"the reservation is in one zone, but the nodes may be in {listed(zones)}"
            yield error(
                __name__, here, message, "add 'zone: …' with the reservation's own zone", "network", f"{where}.zones"
            )
