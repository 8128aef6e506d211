"""A zone of the network is not in the cluster's region.

**Why.** AWS refuses the subnet, minutes into the apply.

**Fix.** Write zones of the region, by name (`us-west-2a`) or by id (`usw2-az1`). The zones are recorded from EC2's
`DescribeInstanceTypeOfferings`. A region without recorded zones is not checked, and neither are Local Zones, which
cannot hold the control plane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, instead
from eks_gpu.checks._where import network_zones
from eks_gpu.design.network import is_zone_id
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, us-west-2z]
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every zone of the network with the zones of the region."""
    region = design.spec.region
    names, ids = catalog.zones_in(region), catalog.zone_ids_in(region)
    if not names:
        return
    for where, zone in network_zones(design.spec):
        known = ids if is_zone_id(zone) else names
        if zone not in known:
            message = f"{region} has no zone {zone!r}; its zones are {listed(known)}"
            yield error(__name__, where, message, instead(zone, known, "write one of these"), "region")
