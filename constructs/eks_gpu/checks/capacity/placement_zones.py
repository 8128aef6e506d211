"""Nodes that must be close together are spread over several zones.

**Why.** EFA traffic does not leave a zone, and a cluster placement group exists in one zone: EC2 refuses to start a
node in another. A job that spans such nodes would never have all of them.

**Fix.** Write one zone in the group's `zones`, or in its `capacity_reservation.zone`; for a second zone, add a second
group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import wants_efa
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    zones: [us-west-2a, us-west-2b]
    max_per_zone: 2
    efa: true
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    zones: [us-west-2b]
    max_per_zone: 2
    efa: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the zones of groups with EFA or a cluster placement group."""
    for group in design.groups:
        placement = group.launch_template.placement
        close = placement is not None and placement.strategy in {"cluster", None}
        zones = list(dict.fromkeys(zone for nodes in group.node_groups for zone in nodes.zones))
        if len(zones) < 2 or not (wants_efa(group.spec) or close):  # noqa: PLR2004 - two zones are one too many
            continue
        what = "EFA" if wants_efa(group.spec) else "a cluster placement group"
        message = f"{what} works only within one zone, but the nodes of {group.name} may be in {listed(zones)}"
        fix = f"write 'zones: [{zones[0]}]', or whichever of these zones has your capacity"
        rests_on = (f"{group.where}.{field}" for field in ("efa", "placement_group", "capacity_reservation"))
        yield error(__name__, f"{group.where}.zones", message, fix, "network", *rests_on)
