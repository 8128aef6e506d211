"""An IAM principal is listed twice under `access`, or is in a team as well as in `admins` or `viewers`.

**Why.** EKS keeps one access entry per principal; creating a second one fails with 409.

**Fix.** Keep the entry under `admins` if the principal administers the cluster, otherwise under `viewers`. A principal
that views the whole cluster and edits its own namespaces goes into two teams: `view` with `namespaces: ["*"]`, and
`edit`. Several teams may name one principal; their policies are merged.
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
  admins: [arn:aws:iam::111122223333:role/platform]
  viewers: [arn:aws:iam::111122223333:role/platform]
"""
GOOD = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/platform]
  viewers: [arn:aws:iam::111122223333:role/research]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for ARNs that are repeated within or across the two lists."""
    access, seen = design.spec.access, dict[str, str]()
    for field, arns in (("admins", access.admins), ("viewers", access.viewers)):
        for index, arn in enumerate(arns):
            where = f"access.{field}[{index}]"
            if arn in seen:
                message = f"{arn} is already listed at {seen[arn]}; EKS keeps one access entry per principal"
                yield error(__name__, where, message, "remove this entry", seen[arn])
            seen.setdefault(arn, where)
    for number, team in enumerate(access.teams):
        for index, arn in enumerate(team.principals):
            if arn in seen:
                where = f"access.teams[{number}].principals[{index}]"
                message = (
                    f"{arn} has access to the whole cluster at {seen[arn]}; EKS keeps one access entry per principal"
                )
                yield error(__name__, where, message, f"remove it here, or from {seen[arn]}", seen[arn])
