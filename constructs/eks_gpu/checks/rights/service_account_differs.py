"""Two workloads of a namespace give one service account different rights.

**Why.** An account has one role, whoever uses it; one of the two would silently have the rights of the other.

**Fix.** Let one of them say what it may do and the others only its name; or give them accounts of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.service_accounts import grants, service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ServiceAccountSpec, StatementSpec


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare all that says something with the first that does."""
    first: dict[tuple[str, str], tuple[str, ServiceAccountSpec]] = {}
    for where, namespace, account in service_accounts(design.spec):
        if not grants(account):
            continue
        other, known = first.setdefault((namespace, account.name), (where, account))
        if _rights(account) != _rights(known):
            message = f"{namespace}/{account.name} has other rights here than in {other}; an account has one role"
            yield error(__name__, where, message, f"write 'service_account: {{name: {account.name}}}' here", other)


def _rights(account: ServiceAccountSpec) -> tuple[object, ...]:
    """What IAM makes of it, to which the order of things means nothing."""
    return frozenset(account.policy_arns), frozenset(map(_right, account.statements))


def _right(statement: StatementSpec) -> tuple[object, ...]:
    conditions = frozenset(
        (operator, key, frozenset([value] if isinstance(value, str) else value))
        for operator, keys in statement.conditions.items()
        for key, value in keys.items()
    )
    return statement.effect, frozenset(statement.actions), frozenset(statement.resources), conditions
