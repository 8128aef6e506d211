"""EKS refuses to put the control plane into one of the first two zones.

**Why.** The control plane's network interfaces live in the subnets of the first two zones, for ever, and EKS
does not take subnets in these zones (EKS user guide, VPC and subnet requirements). Nodes may run there.

**Fix.** Put two other zones first. The list knows zone ids only; which zone name stands for such an id can
differ from account to account: `aws ec2 describe-availability-zones` says it for yours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import network_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for the refused zone ids where the control plane goes."""
    refused = catalog.zone_ids_without_control_plane()
    for where, zone in network_zones(design.spec):
        if zone in refused and zone in design.network.control_plane_zones:
            message = f"EKS refuses the control plane in {zone!r}, and the control plane gets the first two zones"
            yield error(__name__, where, message, f"put two other zones first; {zone} may be the third, for nodes")
