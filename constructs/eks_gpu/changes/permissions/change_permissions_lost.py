"""The edit removes AWS permissions from running pods.

**Why.** Roles and their associations are in the cluster stack, which is applied before the workloads stack. Pods that
still use a deleted role continue to run, and AWS refuses their calls once their credentials are refreshed. If a role
loses permissions, running pods lose them at once, even if the same edit changes the workload. It is a warning, because
a second apply restores the permissions.

**Fix.** When the workloads no longer need them, apply the workloads stack first and the cluster stack afterwards. For
another account in place of this one it is the other way round: EKS gives a pod credentials when the pod is created, and
only if its account has a role by then (EKS user guide, "How EKS Pod Identity works").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._stacks import deploy
from eks_gpu.changes.permissions._accounts import lost_policies, successors_of
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    service_account:
      name: models
      policy_arns: [arn:aws:iam::111122223333:policy/read]
"""
BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    service_account:
      name: models
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    service_account:
      name: models
      policy_arns: [arn:aws:iam::111122223333:policy/read, arn:aws:iam::111122223333:policy/write]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the roles of service accounts."""
    after = {account.id: account for account in new.service_accounts}
    for was in old.service_accounts:
        if not was.role_name:
            continue
        now = after.get(was.id)
        stack = "platform" if was.by_chart else "workloads"
        first = f"apply the {stack} stack before the others: {deploy(new, stack)}"
        if now is None or not now.role_name:
            message = f"the role of service account {was.namespace}/{was.name} is deleted while its pods run"
            fix = _follow(successors) if (successors := successors_of(old, new, was)) else first
            yield warning(__name__, now.where if now else "charts" if was.by_chart else "workloads", message, fix)
        elif lost := lost_policies(was, now):
            message = f"service account {was.namespace}/{was.name} loses {listed(lost)} while its pods run"
            yield warning(__name__, now.where, message, first)


def _follow(successors: list[str]) -> str:
    """The order for another account: a pod gets its credentials only if the role is there when it is created."""
    return (
        f"apply the cluster stack and the workloads stack right after one another: pods that start before the role of "
        f"{listed(successors)} exists get no credentials until they are replaced"
    )
