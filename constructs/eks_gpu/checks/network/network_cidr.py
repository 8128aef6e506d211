"""The VPC's address block has a size that does not work, or contains public addresses.

**Why.** AWS accepts /16 to /28 (VPC user guide). eks-gpu divides the block into eighths and one of these into eighths
again, and the smallest subnet is a /28, so the smallest block is a /22. Inside the VPC, public addresses would hide the
hosts on the internet that own them.

**Fix.** Write a private block, /16 to /22, that no connected network uses: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16
(RFC 1918) or 100.64.0.0/10 (RFC 6598).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.network import LONGEST_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LARGEST, _SMALLEST = 16, LONGEST_PREFIX
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15")

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/12
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  cidr: 10.0.0.0/16
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Measure the block of a created network."""
    if design.network.cidr is None:
        return
    block, where = ipaddress.IPv4Network(design.network.cidr), "network.cidr"
    if not _LARGEST <= block.prefixlen <= _SMALLEST:
        length = min(max(block.prefixlen, _LARGEST), _SMALLEST)
        start = block.network_address if _is_private(block) else "10.0.0.0"
        near = ipaddress.IPv4Network(f"{start}/{length}", strict=False)
        message = f"a VPC with an eighth for each zone must be /{_LARGEST} to /{_SMALLEST}; {block} is not"
        yield error(__name__, where, message, f"write {near}; you cannot change the block later")
    if not _is_private(block):
        message = f"{block} is not private: pods could not reach the hosts on the internet that own these addresses"
        yield warning(
            __name__,
            where,
            message,
            "write a block from 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
        )


def _is_private(block: ipaddress.IPv4Network) -> bool:
    return any(block.subnet_of(ipaddress.IPv4Network(private)) for private in _PRIVATE)
