"""A workload may do everything in AWS, or everything in one service.

**Why.** Everything that runs in a pod has the pod's permissions, including a compromised library or a prompt that
obtained a shell. `s3:*` on a bucket of models includes deleting them and making them public; AWS's policy
`AmazonS3FullAccess` allows that on all buckets. `*` on all resources amounts to control of the account. So does
permission to modify IAM or assume any role without a resource restriction, or to read every secret.

**Fix.** Name the actions: `s3:GetObject` and `s3:ListBucket` are enough to read a model. `*` is right for actions that
accept no resource. Name each role that the workload may assume.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks.permissions._policy_actions import (
    is_all_of_a_kind,
    is_everything,
    is_whole_service,
    leads_to_all,
    reads_secrets,
    takes_no_resource,
)
from eks_gpu.design.permissions.service_accounts import service_accounts
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import StatementSpec


# AWS managed policies that grant control of the account, or permission to obtain it.
_ADMIN = frozenset({"AdministratorAccess", "IAMFullAccess", "PowerUserAccess"})

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: ["s3:*"]
          resources: ["arn:aws:s3:::acme-models/*"]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:GetObject]
          resources: ["arn:aws:s3:::acme-models/*"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the policies, and the statements that allow something."""
    for where, _, account in service_accounts(design.spec):
        for index, arn in enumerate(account.policy_arns):
            name, fix = arn.rsplit("/", 1)[-1], "write 'statements' with the actions they need"
            if name in _ADMIN:
                message = f"{arn} gives the pods of {account.name} control of the whole account, or a way to obtain it"
                yield error(__name__, f"{where}.policy_arns[{index}]", message, fix)
            elif name.endswith("FullAccess") and ":iam::aws:" in arn:
                message = f"{arn} allows every action of a service on every resource in the account, including deletion"
                yield warning(__name__, f"{where}.policy_arns[{index}]", message, fix)
        for index, statement in enumerate(account.statements):
            if statement.effect == "Allow":
                yield from _statement(f"{where}.statements[{index}]", statement)


def _statement(where: str, statement: StatementSpec) -> Iterator[Problem]:
    resources = f"{where}.resources"
    wide = next(filter(is_everything, statement.resources), None)
    for index, action in enumerate(statement.actions):
        here = f"{where}.actions[{index}]"
        if is_whole_service(action):
            what = "everything in AWS" if action == "*" else f"every {action.partition(':')[0]} action"
            message = f"{action!r} allows {what}, including deletion and granting access to others"
            yield error(__name__, here, message, "name the actions, such as s3:GetObject")
        elif wide and leads_to_all(action):
            message = f"{action} on {wide!r} leads to control of the whole account"
            yield error(__name__, here, message, "name each role that the pods need, by its ARN", resources)
    narrow = [action for action in statement.actions if not (takes_no_resource(action) or leads_to_all(action))]
    if not (wide or statement.conditions) and any(map(is_all_of_a_kind, statement.resources)):
        wide = next(filter(is_all_of_a_kind, statement.resources))
        narrow = [action for action in narrow if reads_secrets(action)]
    if wide and narrow:
        message = f"{listed(narrow, 3)} on {wide!r} covers every resource in the account"
        fix = "name the resources; give an action that accepts none a separate statement, and ignore this finding there"
        yield warning(__name__, resources, message, fix, f"{where}.actions")
