"""A team's namespace is not one of this cluster's.

**Why.** EKS accepts any name. A policy for a namespace that does not exist gives the team nothing, until somebody
creates a namespace of that name. In `kube-system`, a team could change what the whole cluster rests on.

**Fix.** Write a namespace of `namespaces` or of `charts`, or a pattern. If somebody else creates the namespace, accept
this finding with `ignore` and a reason.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SYSTEM = "kube-system"

BAD = """\
access:
  runner: vpc
  teams:
    - {principals: [arn:aws:iam::111122223333:role/research], namespaces: [reserch], policy: edit}
namespaces:
  - name: research
"""
GOOD = """\
access:
  runner: vpc
  teams:
    - {principals: [arn:aws:iam::111122223333:role/research], namespaces: [research], policy: edit}
namespaces:
  - name: research
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare each name or pattern with the namespaces that the file makes."""
    made = [namespace.name for namespace in design.spec.namespaces]
    known = list(dict.fromkeys(["default", *made, *design.release_namespaces]))
    for number, team in enumerate(design.spec.access.teams):
        for index, pattern in enumerate(team.namespaces):
            where = f"access.teams[{number}].namespaces[{index}]"
            if pattern == _SYSTEM and team.policy != "view":
                message = f"with {team.policy} in {_SYSTEM} the team could change DNS, networking and the autoscaler"
                yield warning(__name__, where, message, "leave it to 'admins', or write 'policy: view'")
            elif not any(fnmatchcase(name, pattern) for name in (*known, _SYSTEM)):
                message = f"{pattern} is none of the cluster's namespaces: {listed(known)}"
                close = nearest(pattern, known)
                fix = f"write {close}" if close else "write one of them, or add it to 'namespaces'"
                yield warning(__name__, where, message, fix, "namespaces")
