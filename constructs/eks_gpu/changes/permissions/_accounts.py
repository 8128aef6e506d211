"""Permissions that service accounts lose by an edit, and the accounts that replace them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import moved_workloads, workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, ServiceAccountDesign


def successors_of(old: ClusterDesign, new: ClusterDesign, was: ServiceAccountDesign) -> list[str]:
    """Accounts whose roles are created by the same edit, for workloads that have this one."""
    created = {
        service_account.id: service_account.name
        for service_account in new.service_accounts
        if service_account.role_name
    }
    for one in old.service_accounts:
        if one.role_name:
            created.pop(one.id, None)
    moved = [
        now.service_account
        for before, now in (*workloads(old, new), *moved_workloads(old, new))
        if (before.spec.namespace, before.service_account) == (was.namespace, was.name)
    ]
    return [name for name in dict.fromkeys(created.values()) if name in moved]


def lost_policies(was: ServiceAccountDesign, now: ServiceAccountDesign) -> list[str]:
    """Managed policies and statements that are gone, and actions that are newly denied."""
    managed = [f"the policy {arn.rsplit('/', 1)[-1]}" for arn in was.policy_arns if arn not in now.policy_arns]
    allowed = [f"a statement for {_actions(statement)}" for statement in _gone(was, now, "Allow")]
    return [*managed, *allowed, *(f"{_actions(statement)} to a new Deny" for statement in _gone(now, was, "Deny"))]


def _gone(was: ServiceAccountDesign, now: ServiceAccountDesign, effect: str) -> Iterator[dict[str, object]]:
    return (
        statement for statement in was.statements if statement["Effect"] == effect and statement not in now.statements
    )


def _actions(statement: dict[str, object]) -> str:
    actions = statement["Action"]
    return ", ".join(map(str, actions)) if isinstance(actions, list) else str(actions)
