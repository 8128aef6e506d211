"""An IAM principal is named twice under `access`.

**Why.** EKS keeps one access entry for a principal; the second one fails with 409.

**Fix.** Keep it under `admins` if it administers the cluster, else under `viewers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated ARNs over both lists."""
    access, seen = design.spec.access, dict[str, str]()
    for field, arns in (("admins", access.admins), ("viewers", access.viewers)):
        for index, arn in enumerate(arns):
            where = f"access.{field}[{index}]"
            if arn in seen:
                message = f"{arn} is at {seen[arn]} already; EKS keeps one entry for a principal"
                yield error(__name__, where, message, "remove it here", seen[arn])
            seen.setdefault(arn, where)
