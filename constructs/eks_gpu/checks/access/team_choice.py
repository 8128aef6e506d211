"""A team has no permissions, or a policy without namespaces.

**Why.** An access entry without a policy and without a Kubernetes group lets its principals log in and do nothing. A
policy holds only in the team's namespaces, so without any it holds nowhere; namespaces without a policy do nothing.

**Fix.** Write `policy` and `namespaces` together, or `kubernetes_groups` for RoleBindings of your own. A team
that works in all namespaces has `namespaces: ["*"]`.
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
  teams:
    - principals: [arn:aws:iam::111122223333:role/research]
      policy: edit
"""
GOOD = """\
access:
  runner: vpc
  teams:
    - principals: [arn:aws:iam::111122223333:role/research]
      namespaces: [default]
      policy: edit
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the fields of each team together."""
    for number, team in enumerate(design.spec.access.teams):
        where = f"access.teams[{number}]"
        if team.policy and not team.namespaces:
            message = f"the policy {team.policy} has no namespaces, so it holds nowhere"
            yield error(
                __name__, f"{where}.policy", message, "add 'namespaces', such as [research], or [\"*\"] for all"
            )
        elif team.namespaces and not team.policy:
            message = "the namespaces have no policy, so the team may do nothing there"
            yield error(__name__, f"{where}.namespaces", message, "add 'policy': view, edit or admin")
        elif not team.policy and not team.kubernetes_groups:
            message = "the team has neither a policy nor a Kubernetes group, so it may log in and do nothing"
            yield error(__name__, where, message, "add 'policy' and 'namespaces', or 'kubernetes_groups'")
