"""The edit takes permissions away from a team.

**Why.** A principal that leaves its last team loses its access entry as soon as the cluster stack is applied. EKS keeps
one association for each policy of an entry, and Terraform replaces it when its namespaces change: for a moment the
principal has none of them, and a pipeline that is deploying fails with Forbidden.

**Fix.** Nothing, if the loss is intended; otherwise revert the edit. Add namespaces while no pipeline is running.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_WHERE = "access.teams"
_FIX = "nothing, if that is intended; otherwise revert the edit"

BEFORE = """\
access:
  runner: vpc
  teams:
    - {principals: [arn:aws:iam::111122223333:role/research], namespaces: [default], policy: edit}
"""
BAD = """\
access:
  runner: vpc
  teams:
    - {principals: [arn:aws:iam::111122223333:role/research], namespaces: [default], policy: view}
"""
GOOD = """\
access:
  runner: vpc
  teams:
    - {principals: [arn:aws:iam::111122223333:role/research], namespaces: [default], policy: edit}
    - {principals: [arn:aws:iam::111122223333:role/operations], namespaces: [default], policy: view}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the entries of all teams, principal by principal."""
    after = {team.principal: {word: names for word, _, names in team.policies} for team in new.teams}
    for team in old.teams:
        policies = after.get(team.principal)
        if policies is None:
            yield warning(__name__, _WHERE, f"{team.principal} loses its access as a team", _FIX)
            continue
        for word, _, names in team.policies:
            now = policies.get(word, ())
            if now != names:
                lost = sorted(set(names) - set(now))
                gone = f"{word} in {listed(lost)}" if lost else f"{word} in {listed(names)} for a moment"
                yield warning(__name__, _WHERE, f"{team.principal} loses {gone}", _FIX)
