"""A capacity reservation has both or neither of `id` and `resource_group`, or its group cannot use it.

**Why.** A launch template targets one reservation or one group of reservations. Spot instances never run in a
reservation, and only a Capacity Block has a start and an end. A placement group is either the reservation's or a new
one.

**Fix.** Write `capacity_reservation: {id: …}` or `{resource_group: …}`, with `capacity: on-demand` or `capacity:
capacity-block`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    max: 2
    capacity_reservation:
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
    """Look at every reservation on its own."""
    for where, group in groups(design.spec):
        reserved, here = group.capacity_reservation, f"{where}.capacity_reservation"
        if reserved is None:
            continue
        if (reserved.id is None) == (reserved.resource_group is None):
            given = "neither" if reserved.id is None else "both"
            message = f"a reservation takes one of 'id' and 'resource_group'; given: {given}"
            yield error(__name__, here, message, "write 'id: cr-…'")
        if group.capacity == "spot":
            message = "Spot instances do not run in reserved capacity"
            fix = "write 'capacity: on-demand', or 'capacity-block' for a Capacity Block"
            yield error(__name__, here, message, fix, f"{where}.capacity")
        if reserved.placement_group and group.placement_group:
            given = f"{reserved.placement_group} and a new one ({group.placement_group})"
            message = f"nodes cannot be in two placement groups, {given}"
            yield error(__name__, f"{where}.placement_group", message, "remove one of the two", here)
        for field in ("start", "end"):
            if getattr(reserved, field) and group.capacity == "on-demand":
                message = f"nodes in an On-Demand reservation have no {field} time"
                fix = f"remove {field!r}, use 'schedules', or write 'capacity: capacity-block' for a Capacity Block"
                yield error(__name__, f"{here}.{field}", message, fix, f"{where}.capacity")
