"""A subnet for pods does not fit its zone, the VPC or the other subnets.

**Why.** With `pod_subnets`, the VPC CNI gives pods no address of a node's own subnet. In a zone without a subnet for
pods, nodes stay NotReady (the CNI's log says that it finds no ENIConfig). The CNI finds the subnet by the node's zone
label, which holds the zone's name, so ids of zones do not work. AWS refuses subnets outside the VPC's blocks, and
overlaps.

**Fix.** Write one block, or one subnet id, for each zone of the network, by the zone's name. Cut blocks from
`secondary_cidrs`; a /18 for each of four zones is a 100.64.0.0/16.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NetworkDesign
    from eks_gpu.problem import Problem

_LARGEST, _SMALLEST = 16, 28
_WHERE = "network.pod_subnets"

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  secondary_cidrs: [100.64.0.0/16]
  pod_subnets: {us-west-2a: 100.64.0.0/17, us-west-2b: 100.64.64.0/18}
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  secondary_cidrs: [100.64.0.0/16]
  pod_subnets: {us-west-2a: 100.64.0.0/17, us-west-2b: 100.64.128.0/17}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the zones, then the blocks of a created network, or the ids of an existing one."""
    network, given = design.network, design.spec.network.pod_subnets
    if not given:
        return
    zones = network.zone_names
    for zone in given:
        if zone not in zones:
            message = f"{zone} is not a zone of the network, which has {listed(zones)}"
            yield error(__name__, f"{_WHERE}.{zone}", message, "remove the entry, or add the zone to the network")
    if missing := [zone for zone in zones if zone not in given]:
        message = f"{listed(missing)} has no subnet for pods, so nodes there would stay NotReady"
        yield error(__name__, _WHERE, message, f"add {listed(missing)}", "network")
    if any(zone.is_id for zone in network.zones):
        message = "the network names its zones by id, and the VPC CNI finds subnets for pods only by names of zones"
        yield error(__name__, _WHERE, message, "write the names of zones, such as us-west-2a", "network")
    yield from _blocks(network)


def _blocks(network: NetworkDesign) -> Iterator[Problem]:
    parts = [ipaddress.IPv4Network(text) for text in (network.cidr, *network.secondary_cidrs) if text]
    others = {
        ipaddress.IPv4Network(subnet.cidr): f"the {kind} subnet of {zone.zone}"
        for zone in network.zones
        for kind, subnet in (("private", zone.private), ("public", zone.public))
        if subnet
    }
    for zone in network.zones:
        if zone.pods is None:
            continue
        block, where = ipaddress.IPv4Network(zone.pods.cidr), f"{_WHERE}.{zone.zone}"
        if not _LARGEST <= block.prefixlen <= _SMALLEST:
            message = f"{block} is not a block of /{_LARGEST} to /{_SMALLEST}, and AWS makes no other subnet"
            yield error(__name__, where, message, f"write a block of /{_LARGEST} to /{_SMALLEST}")
        elif not any(block.subnet_of(part) for part in parts):
            message = f"{block} is not within the VPC's blocks: {listed(map(str, parts))}"
            fix = "write a block within one of them, or add its block to 'secondary_cidrs'"
            yield error(__name__, where, message, fix, "network.cidr", "network.secondary_cidrs")
        elif taken := next((name for other, name in others.items() if other.overlaps(block)), None):
            yield error(__name__, where, f"{block} overlaps {taken}", "write a block apart from it", "network.cidr")
        others.setdefault(block, f"the subnet for pods of {zone.zone}")
