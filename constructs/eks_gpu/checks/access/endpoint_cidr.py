"""An entry in `public_cidrs` opens the API to everyone, or to nobody.

**Why.** 0.0.0.0/0 exposes the API to every scanner on the internet, with only IAM to protect it. Traffic from the
internet never has a private source address, and EKS refuses private blocks.

**Fix.** Write the public addresses of your office, VPN or runner. `curl -s https://checkip.amazonaws.com` prints the
address that you connect from.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")

BAD = """\
access:
  public_cidrs: [0.0.0.0/0]
"""
GOOD = """\
access:
  public_cidrs: [203.0.113.7/32]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every block."""
    for index, cidr in enumerate(design.spec.access.public_cidrs):
        where, block = f"access.public_cidrs[{index}]", ipaddress.IPv4Network(cidr)
        if block.prefixlen == 0:
            message = "0.0.0.0/0 exposes the Kubernetes API to everyone on the internet"
            yield warning(__name__, where, message, "write your own addresses, such as 203.0.113.7/32")
        elif any(block.subnet_of(ipaddress.IPv4Network(private)) for private in _PRIVATE):
            message = f"{cidr} is private: no traffic from the internet has such an address, and EKS refuses the block"
            yield error(
                __name__,
                where,
                message,
                "remove this entry: clients in the VPC use the private endpoint, which needs none",
            )
