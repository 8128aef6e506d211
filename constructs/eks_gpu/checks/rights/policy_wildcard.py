"""A workload may do everything in AWS, or all that a service knows.

**Why.** What runs in a pod runs with these rights: a library somebody took over, a prompt that got a shell. `s3:*` on a
bucket of models includes deleting them and making them public, as does AWS's policy `AmazonS3FullAccess`, on all
buckets. The rights of `*` on all resources are the account's, and so are those of whoever may change IAM, or be any
role, on all of them, or read all secrets.

**Fix.** Name the actions: `s3:GetObject` and `s3:ListBucket` read a model. Where an action knows no resources, `*` is
right for it. Of roles name those that are meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks.rights._policy_actions import (
    is_all_of_a_kind,
    is_everything,
    is_whole_service,
    leads_to_all,
    reads_secrets,
    takes_no_resource,
)
from eks_gpu.design.service_accounts import service_accounts
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import StatementSpec


# Managed policies of AWS that give away an account, or the right to.
_ADMIN = frozenset({"AdministratorAccess", "IAMFullAccess", "PowerUserAccess"})


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the policies and statements that allow something."""
    for where, _, account in service_accounts(design.spec):
        for index, arn in enumerate(account.policy_arns):
            name, fix = arn.rsplit("/", 1)[-1], "write 'statements' with the actions they need"
            if name in _ADMIN:
                message = f"{arn} gives the pods of {account.name} the whole account, or the way to it"
                yield error(__name__, f"{where}.policy_arns[{index}]", message, fix)
            elif name.endswith("FullAccess") and ":iam::aws:" in arn:
                message = f"{arn} allows all that a service knows on all there is in the account, deleting included"
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
            what = "everything in AWS" if action == "*" else f"all that {action.partition(':')[0]} knows"
            message = f"{action!r} allows {what}, deleting and opening to others included"
            yield error(__name__, here, message, "name the actions, such as s3:GetObject")
        elif wide and leads_to_all(action):
            message = f"{action} on {wide!r} is the way to the whole account"
            yield error(__name__, here, message, "name the roles it is meant for, each by its ARN", resources)
    narrow = [action for action in statement.actions if not (takes_no_resource(action) or leads_to_all(action))]
    if not (wide or statement.conditions) and any(map(is_all_of_a_kind, statement.resources)):
        wide = next(filter(is_all_of_a_kind, statement.resources))
        narrow = [action for action in narrow if reads_secrets(action)]
    if wide and narrow:
        message = f"{listed(narrow, 3)} on {wide!r} is on all there is in the account"
        fix = "name the resources; where an action knows none, give it a statement of its own and ignore this finding"
        yield warning(__name__, resources, message, fix, f"{where}.actions")
