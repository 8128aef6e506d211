"""The edit replaces subnets, or the whole network.

**Why.** A zone's address blocks follow from its position in `zones`, and the control plane keeps the first two zones
forever (EKS user guide, network requirements). Reordering zones, removing one, or inserting one before the end gives
subnets other blocks: Terraform destroys them with their nodes, and fails on the subnets of the control plane. Another
`cidr` replaces the VPC; but a cluster never leaves its VPC, so the apply fails half-way, after nodes have lost their
internet access. In an existing VPC the control plane may get another subnet of the same zone; the nodes there are
replaced.

Removing a zone from the end leaves the other subnets unchanged. But the network stack is applied first, and AWS does
not delete a subnet that contains nodes (DependencyViolation, after twenty minutes of retries).

**Fix.** Append zones at the end, which moves no subnet. To remove one, apply the cluster stack first, then the network
stack. For any other edit create a second cluster and move the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._stacks import deploy
from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NetworkDesign
    from eks_gpu.problem import Problem

_BESIDE = "revert the edit, or write a second file, move the work, and destroy the first cluster"

BEFORE = """\
network:
  zones: [us-west-2a, us-west-2b]
"""
BAD = """\
network:
  zones: [us-west-2c, us-west-2a, us-west-2b]
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b, us-west-2c]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the VPCs, then the positions of zones."""
    was, now = old.network, new.network
    existing = old.spec.existing_cluster and new.spec.existing_cluster
    # The VPC of an existing cluster is only compared with it.
    if was.vpc_id != now.vpc_id and not existing:
        before, after = (side.vpc_id or "the created VPC" for side in (was, now))
        message = f"{before} becomes {after}: EKS refuses to move the cluster, after Terraform has changed other parts"
        yield error(__name__, "network" if now.is_created else "network.vpc_id", message, _BESIDE)
    elif was.cidr != now.cidr:
        message = (
            f"{was.cidr} becomes {now.cidr}: replacing the VPC fails half-way, because the cluster cannot leave "
            "it, and its nodes lose their NAT gateways"
        )
        yield error(__name__, "network.cidr", message, _BESIDE)
    else:
        yield from _zones(new, was, now)


def _zones(new: ClusterDesign, was: NetworkDesign, now: NetworkDesign) -> Iterator[Problem]:
    """Compare zones by position in a created VPC; in an existing one only the control plane's zones are fixed."""
    where = "network.zones" if now.is_created else "network.private_subnets"
    subnets = {zone.zone: (zone.private, zone.subnet_id) for zone in now.zones}
    moved = [zone.zone for zone in was.zones if subnets.get(zone.zone) != (zone.private, zone.subnet_id)]
    bound = set(was.control_plane_zones)
    if bound != set(now.control_plane_zones) or (now.is_created and bound & set(moved)):
        first = " and ".join(was.control_plane_zones)
        message = f"the control plane was created in {first} and stays there; EKS refuses other zones"
        yield error(__name__, where, message, f"keep {first} unchanged in the first two positions")
    elif moved and now.is_created and not set(moved) & set(subnets):
        message = f"the subnets of {listed(moved)} and the nodes in them are destroyed; the nodes must be deleted first"
        fix = f"apply the cluster stack first, {deploy(new, 'cluster')}, then the network stack"
        yield warning(__name__, where, message, fix)
    elif moved and now.is_created:
        message = f"the subnets of {listed(moved)} and the nodes in them are replaced or destroyed"
        yield warning(__name__, where, message, "keep the zones in their positions, and append new ones")
    elif moved:
        message = (
            f"{listed(moved)}: a node group's subnets cannot change; those there are recreated, and pods are evicted"
        )
        yield warning(
            __name__, where, message, "apply it while nothing is running there; the subnets themselves stay as they are"
        )
