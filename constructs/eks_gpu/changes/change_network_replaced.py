"""The edit replaces subnets, or the whole network.

**Why.** A zone's address blocks follow from its position in `zones`, and the control plane keeps the first two zones
for ever (EKS user guide, network requirements). Whoever reorders zones, takes one out, or puts one in before the end
gives subnets other blocks: Terraform destroys them with the nodes, and fails on the control plane's. Another `cidr`
replaces the VPC; but a cluster never leaves its VPC, so the apply fails half-way, when nodes have lost their way out.
In an existing VPC the control plane may get another subnet of the same zone; the nodes there are replaced.

A zone that is only taken away leaves the other subnets alone. But the network stack comes first, and AWS deletes no
subnet in which nodes live (DependencyViolation, after twenty minutes of trying).

**Fix.** Append zones at the end, which moves no subnet. To take one away, apply the cluster stack first, then the
network stack. For anything else bring up a second cluster and move the work.
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

_BESIDE = "take it back, or write a second file, move the work, and destroy the first cluster"


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the VPCs, then the places of zones."""
    was, now = old.network, new.network
    if was.vpc_id != now.vpc_id:
        before, after = (one.vpc_id or "the created VPC" for one in (was, now))
        message = f"{before} becomes {after}: EKS refuses to move the cluster, after Terraform has begun with the rest"
        yield error(__name__, "network" if now.is_created else "network.vpc_id", message, _BESIDE)
    elif was.cidr != now.cidr:
        message = (
            f"{was.cidr} becomes {now.cidr}: the VPC is to be replaced, and fails half-way: the cluster cannot leave "
            "it, and its nodes lose their NAT gateways"
        )
        yield error(__name__, "network.cidr", message, _BESIDE)
    else:
        yield from _zones(new, was, now)


def _zones(new: ClusterDesign, was: NetworkDesign, now: NetworkDesign) -> Iterator[Problem]:
    """In a created VPC a subnet is its place; in an existing one only the control plane's zones are bound."""
    where = "network.zones" if now.is_created else "network.private_subnets"
    subnets = {zone.zone: (zone.private, zone.subnet_id) for zone in now.zones}
    moved = [zone.zone for zone in was.zones if subnets.get(zone.zone) != (zone.private, zone.subnet_id)]
    bound = set(was.control_plane_zones)
    if bound != set(now.control_plane_zones) or (now.is_created and bound & set(moved)):
        first = " and ".join(was.control_plane_zones)
        message = f"the control plane was made in {first} and stays there; EKS refuses other zones"
        yield error(__name__, where, message, f"keep {first} as they were, in the first two places")
    elif moved and now.is_created and not set(moved) & set(subnets):
        message = (
            f"the subnets of {listed(moved)} are destroyed, and the nodes in them; no subnet goes before its nodes"
        )
        fix = f"apply the cluster stack first, {deploy(new, 'cluster')}, then the network stack"
        yield warning(__name__, where, message, fix)
    elif moved and now.is_created:
        message = f"the subnets of {listed(moved)} are replaced or destroyed, and the nodes in them"
        yield warning(__name__, where, message, "keep the zones in their places, and append new ones")
    elif moved:
        message = (
            f"{listed(moved)}: subnets cannot change below a node group; those there are made anew, pods are evicted"
        )
        yield warning(
            __name__, where, message, "do it while nothing runs there; the subnets themselves stay as they are"
        )
