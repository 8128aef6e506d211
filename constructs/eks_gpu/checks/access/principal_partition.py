"""An ARN belongs to a different AWS partition than the cluster's region.

**Why.** A principal of one partition (`aws`, `aws-cn`, `aws-us-gov`) does not exist in another, so EKS refuses the
access entry. Likewise, a role of one partition cannot be assumed for a region of another.

**Fix.** Write an ARN with the region's partition and an account in that partition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
access:
  runner: vpc
  admins: [arn:aws-cn:iam::111122223333:role/platform]
"""
GOOD = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/platform]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the partition of each ARN with the region's."""
    access = design.spec.access
    teams = ((f"teams[{number}].principals", team.principals) for number, team in enumerate(access.teams))
    for field, arns in (("admins", access.admins), ("viewers", access.viewers), *teams):
        for index, arn in enumerate(arns):
            if arn.split(":")[1] != design.partition:
                message = f"{design.spec.region} is in partition {design.partition!r}, but {arn} is not"
                fix = f"write an ARN such as arn:{design.partition}:iam::…"
                yield error(__name__, f"access.{field}[{index}]", message, fix, "region")
    role = design.spec.assume_role_arn
    if role and role.split(":")[1] != design.partition:
        message = f"{design.spec.region} is in partition {design.partition!r}, but {role} is not"
        fix = f"write an ARN such as arn:{design.partition}:iam::…"
        yield error(__name__, "assume_role_arn", message, fix, "region")
