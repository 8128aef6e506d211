"""A further address block of the VPC cannot be added to it.

**Why.** AWS accepts blocks of /16 to /28 that do not overlap, and by the VPC's first block it refuses others: to a VPC
in 10.0.0.0/8, for example, it adds no block of 172.16.0.0/12 or 192.168.0.0/16 (VPC user guide, "IPv4 CIDR block
association restrictions"). Public addresses would hide the hosts on the internet that own them.

**Fix.** Write a block of 100.64.0.0/10 (RFC 6598), which AWS adds to every VPC, or of the same private range as `cidr`.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LARGEST, _SMALLEST = 16, 28
_RANGES = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/16
  secondary_cidrs: [192.168.0.0/16]
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/16
  secondary_cidrs: [100.64.0.0/16]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Measure each block, and compare it with the VPC's first one and with those before it."""
    if design.network.cidr is None:
        return
    first = ipaddress.IPv4Network(design.network.cidr)
    seen = {first: "network.cidr"}
    for index, text in enumerate(design.network.secondary_cidrs):
        block, where = ipaddress.IPv4Network(text), f"network.secondary_cidrs[{index}]"
        if not _LARGEST <= block.prefixlen <= _SMALLEST:
            length = min(max(block.prefixlen, _LARGEST), _SMALLEST)
            message = f"{block} is not a block of /{_LARGEST} to /{_SMALLEST}, and AWS adds no other to a VPC"
            yield error(__name__, where, message, f"write {block.network_address}/{length}")
        elif taken := next((path for other, path in seen.items() if other.overlaps(block)), None):
            message = f"{block} overlaps the block of {taken}"
            yield error(__name__, where, message, "write a block apart from it, such as 100.64.0.0/16", taken)
        elif refused := _refused(first, block):
            message = f"AWS does not add {block} to a VPC whose first block is {first}: {refused}"
            fix = "write a block of 100.64.0.0/10, or of the same private range as 'cidr'"
            yield error(__name__, where, message, fix, "network.cidr")
        elif not any(block.subnet_of(one) for one in (*_RANGES, _SHARED)):
            message = f"{block} is not private: pods could not reach the hosts on the internet that own these addresses"
            yield warning(__name__, where, message, "write a block of 100.64.0.0/10")
        seen.setdefault(block, where)


def _refused(first: ipaddress.IPv4Network, block: ipaddress.IPv4Network) -> str:
    """Reason for which AWS refuses a block; empty if it does not."""
    home = next((one for one in _RANGES if first.subnet_of(one)), None)
    other = next((one for one in _RANGES if block.overlaps(one) and one != home), None)
    return f"no block of {other} can join one of {home or 'another range'}" if other else ""
