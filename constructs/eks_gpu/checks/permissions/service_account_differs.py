"""Two workloads of a namespace give the same service account different permissions.

**Why.** A service account has one role, no matter which workload uses it. One of the two workloads would silently get
the permissions of the other.

**Fix.** Let one workload declare the permissions and the others name only the account; or give each an account of its
own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.permissions.service_accounts import grants, service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ServiceAccountSpec, StatementSpec

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: models
      policy_arns: [arn:aws:iam::111122223333:policy/read]
  - name: export
    kind: job
    image: registry.example/export:1
    service_account:
      name: models
      policy_arns: [arn:aws:iam::111122223333:policy/write]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      policy_arns: [arn:aws:iam::111122223333:policy/read]
  - name: export
    kind: job
    image: registry.example/export:1
    service_account:
      name: writer
      policy_arns: [arn:aws:iam::111122223333:policy/write]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare each account that declares permissions with the first declaration of the same account."""
    first: dict[tuple[str, str], tuple[str, ServiceAccountSpec]] = {}
    for where, namespace, account in service_accounts(design.spec):
        if not grants(account):
            continue
        other, known = first.setdefault((namespace, account.name), (where, account))
        if _rights(account) != _rights(known):
            message = (
                f"{namespace}/{account.name} has different permissions here and in {other}, but an account has one role"
            )
            yield error(__name__, where, message, f"write 'service_account: {{name: {account.name}}}' here", other)


def _rights(account: ServiceAccountSpec) -> tuple[object, ...]:
    """The account's permissions as IAM sees them, without regard to order."""
    return frozenset(account.policy_arns), frozenset(map(_right, account.statements))


def _right(statement: StatementSpec) -> tuple[object, ...]:
    conditions = frozenset(
        (operator, key, frozenset([value] if isinstance(value, str) else value))
        for operator, keys in statement.conditions.items()
        for key, value in keys.items()
    )
    return statement.effect, frozenset(statement.actions), frozenset(statement.resources), conditions
