"""A group lists several instance types, but its reservation is for one.

**Why.** Only the reservation's own type starts in it. Every other type fails to start, or waits while the reservation
is paid for and empty.

**Fix.** Keep only the reservation's type, and put the other types into a group of their own with a lower `priority`.
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
    instance_types: [g5.xlarge, g5.2xlarge]
    max: 2
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2a
    update: {strategy: minimal}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max: 2
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2a
    update: {strategy: minimal}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the types of groups whose reservation is given by id."""
    for where, group in groups(design.spec):
        reserved = group.capacity_reservation
        if reserved and reserved.id and len(group.instance_types) > 1:
            message = f"{reserved.id} is for one instance type, but the group lists {listed(group.instance_types)}"
            fix = "keep the reservation's type, and give the others a group of their own"
            yield error(__name__, f"{where}.instance_types", message, fix, f"{where}.capacity_reservation")
