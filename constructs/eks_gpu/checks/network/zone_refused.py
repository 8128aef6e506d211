"""EKS refuses to put the control plane into one of the first two zones.

**Why.** The control plane's network interfaces live in the subnets of the first two zones forever, and EKS does not
take subnets in these zones (EKS user guide, VPC and subnet requirements). Nodes may run there.

**Fix.** Put two other zones first. A zone id is the same zone for everyone, so a finding is an error. A zone name may
be another zone in an account created before 2025-11, so it is a warning: `us-east-1e` is refused as the recorded
account sees it. In us-west-1 and ca-central-1 that account does not see the refused zone, and nothing is known by
name. `aws ec2 describe-availability-zones` shows names and ids for your account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import network_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for the refused zones where the control plane goes."""
    ids, names = catalog.zone_ids_without_control_plane(), catalog.zone_names_without_control_plane()
    for where, zone in network_zones(design.spec):
        if zone not in design.network.control_plane_zones:
            continue
        fix = f"put two other zones first; {zone} may be the third, for nodes"
        if zone in ids:
            message = f"EKS refuses the control plane in {zone!r}, and the control plane gets the first two zones"
            yield error(__name__, where, message, fix)
        elif zone in names:
            message = f"EKS refuses the control plane in {zone!r}, as the recorded account sees it"
            compare = "aws ec2 describe-availability-zones"
            yield warning(__name__, where, message, f"{fix}; '{compare}' shows which zone it is in your account")
