"""The edit removes AWS permissions from running pods.

**Why.** Roles and their associations are in the cluster stack, which is applied before the workloads stack. Pods that
still use a deleted role continue to run, and AWS refuses their calls once their credentials are refreshed. If a role
loses permissions, running pods lose them at once, even if the same edit changes the workload. It is a warning, because
a second apply restores the permissions.

**Fix.** When the workloads no longer need the permissions, apply the workloads stack first and the cluster stack
afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._stacks import deploy
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, ServiceAccountDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the roles of service accounts."""
    first = f"apply the workloads stack before the others: {deploy(new, 'workloads')}"
    after = {account.id: account for account in new.service_accounts}
    for was in old.service_accounts:
        if not was.role_name:
            continue
        now = after.get(was.id)
        if now is None or not now.role_name:
            message = f"the role of service account {was.namespace}/{was.name} is deleted while its pods run"
            yield warning(__name__, now.where if now else "workloads", message, first)
        elif lost := _policies(was, now):
            message = f"service account {was.namespace}/{was.name} loses {listed(lost)} while its pods run"
            yield warning(__name__, now.where, message, first)


def _policies(was: ServiceAccountDesign, now: ServiceAccountDesign) -> list[str]:
    """Managed policies and statements that are removed, and actions that are newly denied."""
    managed = [arn.rsplit("/", 1)[-1] for arn in was.policy_arns if arn not in now.policy_arns]
    allowed = [f"a statement for {_actions(one)}" for one in _gone(was, now, "Allow")]
    return [*managed, *allowed, *(f"{_actions(one)} to a new Deny" for one in _gone(now, was, "Deny"))]


def _gone(was: ServiceAccountDesign, now: ServiceAccountDesign, effect: str) -> Iterator[dict[str, object]]:
    return (one for one in was.statements if one["Effect"] == effect and one not in now.statements)


def _actions(statement: dict[str, object]) -> str:
    actions = statement["Action"]
    return ", ".join(map(str, actions)) if isinstance(actions, list) else str(actions)
