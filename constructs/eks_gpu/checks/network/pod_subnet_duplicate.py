"""A subnet for pods is also the subnet of nodes, or that for pods of another zone.

**Why.** A subnet lies in one zone, so nodes of the other zone could not attach interfaces in it. Pods in the subnet of
nodes would share its addresses, and each node would have one network interface less for nothing.

**Fix.** Give each zone the subnet for pods that lies in it; `aws ec2 describe-subnets --filters
Name=vpc-id,Values=vpc-…` lists them.
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
  private_subnets: {us-west-2a: subnet-0a1b2c3d, us-west-2b: subnet-0a1b2c3e}
  pod_subnets: {us-west-2a: subnet-0a1b2c3d, us-west-2b: subnet-0a1b2c40}
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
"""
GOOD = """\
network:
  vpc_id: vpc-0a1b2c3d
  private_subnets: {us-west-2a: subnet-0a1b2c3d, us-west-2b: subnet-0a1b2c3e}
  pod_subnets: {us-west-2a: subnet-0a1b2c3f, us-west-2b: subnet-0a1b2c40}
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated ids."""
    zones = design.network.zones
    seen = {zone.subnet_id: f"the private subnet of {zone.zone}" for zone in zones if zone.subnet_id}
    for zone in zones:
        subnet, where = zone.pod_subnet_id, f"network.pod_subnets.{zone.zone}"
        if subnet is None:
            continue
        if subnet in seen:
            fix = f"write the subnet for pods that lies in {zone.zone}"
            yield error(__name__, where, f"{subnet} is already {seen[subnet]}", fix, "network.private_subnets")
        seen.setdefault(subnet, f"the subnet for pods of {zone.zone}")
