"""The address block of Services is one that EKS refuses, or that belongs to another network.

**Why.** EKS accepts /12 to /24 within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 that does not overlap the VPC
(EKS API, KubernetesNetworkConfigRequest). Pods never reach a host whose address a Service may have, so an overlap
with a connected network cuts off a part of that network.

**Fix.** Write a block that neither the VPC nor a connected network has, such as 172.20.0.0/16.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LARGEST, _SMALLEST = 12, 24
_RANGES = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/16
  service_cidr: 10.0.128.0/20
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/16
  service_cidr: 172.20.0.0/16
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Measure the block, and compare it with the networks that the file names."""
    if design.network.service_cidr is None:
        return
    block, where = ipaddress.IPv4Network(design.network.service_cidr), "network.service_cidr"
    fix = "write a block such as 172.20.0.0/16"
    if not _LARGEST <= block.prefixlen <= _SMALLEST or not any(block.subnet_of(one) for one in _RANGES):
        ranges = "10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
        message = f"{block} is not a block of /{_LARGEST} to /{_SMALLEST} within {ranges}, and EKS refuses any other"
        yield error(__name__, where, message, fix)
    for path, other in _networks(design):
        if block.overlaps(ipaddress.IPv4Network(other)):
            message = f"{block} overlaps {other} of '{path}': pods could not reach that part of the network"
            yield error(__name__, where, message, f"{fix}, apart from {other}", path)
            return


def _networks(design: ClusterDesign) -> Iterator[tuple[str, str]]:
    if design.network.cidr:
        yield "network.cidr", design.network.cidr
    yield from (("network.secondary_cidrs", block) for block in design.network.secondary_cidrs)
    yield from (("access.private_cidrs", block) for block in design.spec.access.private_cidrs or ())
