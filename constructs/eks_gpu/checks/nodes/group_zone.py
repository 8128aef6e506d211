"""A group names a zone that the network does not have.

**Why.** Nodes need a subnet, and only the network's zones have one. A zone can be written by name or by id, but which
name belongs to which id differs between accounts, so eks-gpu does not guess.

**Fix.** Write the zone as `network` writes it, or append it to the network's zones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, instead
from eks_gpu.checks._where import all_entries
from eks_gpu.design.network import is_zone_id
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2c]
    max_per_zone: 2
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2b]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the groups' zones with the network's."""
    known = design.network.zone_names
    for where, group in all_entries(design.spec):
        for index, zone in enumerate(group.zones or ()):
            if zone in known:
                continue
            message = f"{zone!r} is not one of the network's zones, {listed(known)}"
            if all(is_zone_id(other) != is_zone_id(zone) for other in known):
                fix = "write the zone as the network does: by id if it uses ids, by name if it uses names"
            else:
                fix = instead(zone, known, f"write one of these, or append {zone} to the network's zones")
            yield error(__name__, f"{where}.zones[{index}]", message, fix, "network")
