"""The edit changes the addresses of pods, which nodes that already run do not follow.

**Why.** The VPC CNI reads subnets for pods and prefix delegation when it attaches a network interface, and kubelet gets
its pod limit when a node starts. So nodes keep both until they are replaced, and a cluster has nodes of both kinds for
as long. AWS does not replace or delete a subnet, or a block of the VPC, in which pods still have addresses
(DependencyViolation, after twenty minutes of retries).

**Fix.** Apply it, then replace the nodes, for example with an AMI release. To give pods another block, add zones or
secondary blocks instead; to remove subnets, apply the cluster stack first, replace the nodes, then apply the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._stacks import deploy
from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.owners import addon_owner
from eks_gpu.design.platform.vpc_cni import VPC_CNI, design_cni
from eks_gpu.problem import listed
from eks_gpu.spec.components import THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NetworkDesign
    from eks_gpu.problem import Problem

_SUBNETS = "network.pod_subnets"

BEFORE = """\
network:
  zones: [us-west-2a, us-west-2b]
"""
BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  prefix_delegation: true
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  secondary_cidrs: [100.64.0.0/16]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what is in use first, then what only new nodes follow."""
    was, now = old.network, new.network
    # Where others run the CNI, the file only says what theirs does.
    if was.vpc_id != now.vpc_id or addon_owner(new.spec, VPC_CNI) == THEIRS:
        return
    before, after = _blocks(was), _blocks(now)
    moved = [zone for zone, block in before.items() if now.is_created and after.get(zone, block) != block]
    gone = [*(zone for zone in before if zone not in after), *sorted({*was.secondary_cidrs} - {*now.secondary_cidrs})]
    for zone in moved:
        message = f"{before[zone]} becomes {after[zone]}: AWS does not replace a subnet in which pods have addresses"
        fix = "revert the edit; a second cluster from a file of its own can have other blocks"
        yield error(__name__, f"{_SUBNETS}.{zone}", message, fix)
    if gone and now.is_created:
        message = f"{listed(gone)} goes, and AWS refuses that while pods have addresses there"
        order = f"apply the cluster stack first, {deploy(new, 'cluster')}, replace the nodes, then the network stack"
        where = _SUBNETS if set(gone) & set(before) else "network.secondary_cidrs"
        yield warning(__name__, where, message, order)
    elif not moved and (before.items() - after.items() or bool(before) != bool(after)):
        yield warning(__name__, _SUBNETS, f"nodes that already run give pods addresses {_said(before)}", _fix(new))
    if design_cni(old.addons).prefixes != design_cni(new.addons).prefixes:
        in_network = was.prefix_delegation != now.prefix_delegation
        where = "network.prefix_delegation" if in_network else "addons.vpc-cni.configuration.env"
        message = "nodes that already run keep the pod limit that they started with"
        yield warning(__name__, where, message, _fix(new))


def _blocks(network: NetworkDesign) -> dict[str, str]:
    """Subnets for pods by zone: their blocks, or the ids of existing ones."""
    found = {zone.zone: zone.pods.cidr if zone.pods else zone.pod_subnet_id for zone in network.zones}
    return {zone: block for zone, block in found.items() if block}


def _said(before: dict[str, str]) -> str:
    return f"of {listed(before.values())} until they are replaced" if before else "of their own subnets"


def _fix(design: ClusterDesign) -> str:
    return f"apply it, then replace the nodes of {design.name}, for example with another 'ami.release_version'"
