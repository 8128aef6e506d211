"""Two zones of an existing network have the same subnet.

**Why.** A subnet lies in one zone. EKS refuses a cluster whose subnets are all in one zone, and two node groups that
are meant for different zones would be in the same one.

**Fix.** Give each zone the subnet that lies in it: `aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-…`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  vpc_id: vpc-0a1b2c3d
  private_subnets:
    us-west-2a: subnet-0a1b2c3d
    us-west-2b: subnet-0a1b2c3d
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
"""
GOOD = """\
network:
  vpc_id: vpc-0a1b2c3d
  private_subnets:
    us-west-2a: subnet-0a1b2c3d
    us-west-2b: subnet-0a1b2c3e
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated subnets."""
    seen: dict[str, str] = {}
    for zone in design.network.zones:
        if zone.subnet_id is None:
            continue
        where = f"network.private_subnets.{zone.zone}"
        if zone.subnet_id in seen:
            message = f"{zone.subnet_id} is already the subnet of {seen[zone.subnet_id]}; a subnet lies in one zone"
            yield error(
                __name__,
                where,
                message,
                f"write the subnet that lies in {zone.zone}",
                "network.private_subnets",
            )
        seen.setdefault(zone.subnet_id, zone.zone)
