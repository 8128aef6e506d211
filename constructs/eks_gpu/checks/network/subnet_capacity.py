"""A zone's subnet has fewer addresses than its nodes need at their maximum.

**Why.** Nodes and pods share the subnet. On every node, the VPC CNI keeps one network interface in use and a spare one
full of addresses (its default, WARM_ENI_TARGET=1), even where only two pods run. When the addresses are used up, nodes
start but stay NotReady. The figures are EC2's: interfaces of the first network card, and addresses per interface. With
prefix delegation a node holds blocks of 16 addresses instead: those that about ten pods use, and one more. With
`pod_subnets` pods take these addresses there, and a node takes one of its own subnet.

**Fix.** Write a larger `network.cidr` (each zone gets an eighth of it) or larger `pod_subnets`, add zones, or lower the
maxima. `addons.vpc-cni.configuration.env` with `WARM_IP_TARGET` and `MINIMUM_IP_TARGET` makes nodes hold fewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import NODES
from eks_gpu.design.platform.addresses import addresses_at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, SubnetDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/22
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 10
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/16
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 10
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up, zone by zone, the addresses of all nodes at their maximum, in the subnets of nodes and of pods."""
    nodes, pods = addresses_at_most(design.addons, (design.system, *design.scaled))
    for zone_design in design.network.zones:
        zone = zone_design.zone
        if zone_design.private:
            fix = "write a larger block (each zone gets an eighth of it), add zones, or lower the groups' maxima"
            yield from _compared(zone, zone_design.private, nodes[zone], "network.cidr", fix)
        if zone_design.pods:
            fix = "write a larger block, add zones, or lower the groups' maxima"
            yield from _compared(zone, zone_design.pods, pods[zone], f"network.pod_subnets.{zone}", fix)


def _compared(zone: str, subnet: SubnetDesign, taken: int, where: str, fix: str) -> Iterator[Problem]:
    if taken > subnet.addresses:
        message = f"{zone} has {subnet.addresses} addresses, but its nodes need {taken} at their maximum"
        yield warning(__name__, where, message, fix, *NODES, "network")
