"""A network without NAT lacks the endpoints that nodes need to reach AWS.

**Why.** A node that cannot reach EC2, ECR, EKS and STS never joins; the apply fails after twenty minutes with
NodeCreationFailure (EKS user guide, private clusters).

**Fix.** Write `endpoints: [private]`, which stands for S3 and every interface endpoint that a cluster needs. AWS bills
them by the hour and zone; a NAT gateway is cheaper in most cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.problem import listed
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  nat: none
images:
  registry: 111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  nat: none
  endpoints: [private]
images:
  registry: 111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the endpoints of a created network without NAT."""
    network = design.spec.network
    if isinstance(network, CreatedNetworkSpec) and network.nat == "none" and "private" not in network.endpoints:
        given = listed(network.endpoints) or "none"
        message = f"without NAT, nodes reach AWS only through endpoints; given: {given}, so nodes could not join"
        yield error(
            __name__,
            "network.endpoints",
            message,
            "write 'endpoints: [private]', or 'nat: single'",
            "network.nat",
        )
