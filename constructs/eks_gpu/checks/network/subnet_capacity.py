"""A zone's subnet has fewer addresses than its nodes need at their maximum.

**Why.** Nodes and pods share the subnet. On every node, the VPC CNI keeps one network interface in use and a spare one
full of addresses (its default, WARM_ENI_TARGET=1), even where only two pods run. When the addresses are used up, nodes
start but stay NotReady. The figures are EC2's: interfaces of the first network card, and addresses per interface.

**Fix.** Write a larger `network.cidr` (each zone gets an eighth of it), add zones, or lower the maxima.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_INTERFACES_HELD = 2

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
    """Add up, zone by zone, the addresses of all nodes at their maximum."""
    taken: Counter[str] = Counter()
    system = design.system.node_group
    for zone in system.zones:
        taken[zone] += _share(system.max, len(system.zones)) * _addresses(design.system.types)
    for group in design.groups:
        for nodes in group.node_groups:
            for zone in nodes.zones:
                taken[zone] += _share(nodes.max, len(nodes.zones)) * _addresses(group.types)
    for zone_design in design.network.zones:
        subnet, zone = zone_design.private, zone_design.zone
        if subnet and taken[zone] > subnet.addresses:
            message = f"{zone} has {subnet.addresses} addresses, but its nodes need {taken[zone]} at their maximum"
            fix = "write a larger block (each zone gets an eighth of it), add zones, or lower the groups' maxima"
            yield warning(__name__, "network.cidr", message, fix, "gpu_node_groups", "system_nodes", "network")


def _share(nodes: int, zones: int) -> int:
    return math.ceil(nodes / zones)


def _addresses(types: tuple[InstanceType, ...]) -> int:
    return max((min(kind.enis, _INTERFACES_HELD) * kind.ipv4_per_eni for kind in types), default=0)
