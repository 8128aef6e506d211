"""An ARN is of another AWS partition than the cluster's region.

**Why.** Principals of one partition do not exist in another (`aws`, `aws-cn`, `aws-us-gov`); EKS refuses the
access entry. A role of one cannot be assumed for a region of another.

**Fix.** Write the ARN with the region's partition and an account of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the partitions."""
    access = design.spec.access
    for field, arns in (("admins", access.admins), ("viewers", access.viewers)):
        for index, arn in enumerate(arns):
            if arn.split(":")[1] != design.partition:
                message = f"{arn} is not of partition {design.partition!r}, to which {design.spec.region} belongs"
                fix = f"write arn:{design.partition}:iam::…"
                yield error(__name__, f"access.{field}[{index}]", message, fix, "region")
    role = design.spec.assume_role_arn
    if role and role.split(":")[1] != design.partition:
        message = f"{role} is not of partition {design.partition!r}, to which {design.spec.region} belongs"
        yield error(__name__, "assume_role_arn", message, f"write arn:{design.partition}:iam::…", "region")
