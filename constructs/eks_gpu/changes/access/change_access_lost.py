"""The edit takes away someone's access to the cluster.

**Why.** A principal that is removed from `admins` or `viewers` loses access as soon as the cluster stack is applied,
and so does an address that no block covers any more. If Terraform itself runs as that principal or from that address,
the platform and workloads stacks hang or fail at their next plan. If an entry moves from one list to the other,
Terraform deletes and creates it in no particular order, and EKS refuses a second entry for the same principal (409).

**Fix.** Nothing, if the loss is intended; otherwise revert the edit. Move an entry between the lists in two applies.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_RUNNER = "make sure that Terraform can still reach the API from where it runs, then apply"

BEFORE = """\
access:
  runner: vpc
  admins:
    - arn:aws:iam::111122223333:role/platform
    - arn:aws:iam::111122223333:role/research
"""
BAD = """\
access:
  runner: vpc
  admins:
    - arn:aws:iam::111122223333:role/platform
"""
GOOD = """\
access:
  runner: vpc
  admins:
    - arn:aws:iam::111122223333:role/platform
    - arn:aws:iam::111122223333:role/research
    - arn:aws:iam::111122223333:role/operations
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare principals and addresses."""
    yield from _principals(old, new)
    gone = _uncovered(old.spec.access.public_cidrs, new.spec.access.public_cidrs)
    if old.spec.access.public_cidrs and not new.spec.access.public_cidrs:
        message = "the public endpoint is closed, in place: only the VPC and networks connected to it can reach the API"
        yield warning(__name__, "access.public_cidrs", message, _RUNNER, "access.runner")
    elif gone:
        message = f"{listed(gone)} can no longer reach the public endpoint"
        yield warning(__name__, "access.public_cidrs", message, _RUNNER)
    gone = _uncovered(old.private_cidrs, new.private_cidrs)
    if gone and old.network.cidr == new.network.cidr:
        message = f"{listed(gone)} can no longer reach the private endpoint; nodes still can"
        yield warning(__name__, "access.private_cidrs", message, _RUNNER, "access.runner", "access.public_cidrs")


def _principals(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    was, now = old.spec.access, new.spec.access
    for field, other in (("admins", "viewers"), ("viewers", "admins")):
        gone = [principal for principal in getattr(was, field) if principal not in getattr(now, field)]
        moved = [
            principal for principal in gone if principal in getattr(now, other) and principal not in getattr(was, other)
        ]
        if lost := [principal for principal in gone if principal not in moved]:
            message = f"{listed(lost)} loses this access to the cluster"
            yield warning(
                __name__,
                f"access.{field}",
                message,
                "make sure that the other stacks are not applied as this principal",
            )
        if moved:
            message = (
                f"{listed(moved)} moves to {other}: its access entry is recreated, and EKS refuses a second one (409)"
            )
            fix = f"apply once without it, then with it in {other}; or apply a second time after the 409"
            yield warning(__name__, f"access.{other}", message, fix)


def _uncovered(was: Sequence[str], now: Sequence[str]) -> list[str]:
    blocks = [ipaddress.IPv4Network(cidr) for cidr in now]
    return [cidr for cidr in was if not any(ipaddress.IPv4Network(cidr).subnet_of(block) for block in blocks)]
