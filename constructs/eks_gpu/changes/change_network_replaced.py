"""The edit replaces subnets, or the whole network.

**Why.** A zone's address blocks follow from its position in `zones`, and the control plane keeps the first two zones
for ever (EKS user guide, network requirements). Whoever reorders zones, takes one out, or puts one in before the end
gives subnets other blocks: Terraform destroys them with the nodes, and fails on the control plane's. Another `cidr`
replaces the VPC with everything in it.

**Fix.** Append zones at the end, which moves nobody. For anything else bring up a second cluster and move the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the blocks and the places of zones."""
    was, now = old.network, new.network
    if (was.vpc_id, was.is_created) != (now.vpc_id, now.is_created):
        return
    if was.cidr != now.cidr:
        message = f"{was.cidr} becomes {now.cidr}: the VPC is replaced, and with it subnets, cluster and nodes"
        yield warning(__name__, "network.cidr", message, "take it back, or bring up a second cluster and move the work")
        return
    field = "zones" if now.is_created else "private_subnets"
    places = {zone.zone: (zone.private, zone.subnet_id) for zone in now.zones}
    moved = [zone.zone for zone in was.zones if places.get(zone.zone) != (zone.private, zone.subnet_id)]
    if was.control_plane_zones != now.control_plane_zones or set(moved) & set(was.control_plane_zones):
        first = " and ".join(was.control_plane_zones)
        message = f"the control plane was made in {first} and stays there; EKS refuses other zones and subnets"
        fix = f"keep {first} as they were, in the first two places"
        yield error(__name__, f"network.{field}", message, fix)
    elif moved:
        message = f"the subnets of {listed(moved)} are replaced or destroyed, and the nodes in them"
        yield warning(__name__, f"network.{field}", message, "keep the zones in their places, and append new ones")
