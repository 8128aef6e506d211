"""A role or policy belongs to a different AWS account than the cluster.

**Why.** With `account_id` set, the AWS provider refuses every other account, so assuming a role in another account
makes every plan fail. IAM attaches only policies of the role's own account and AWS managed policies, and accepts only
these as a permissions boundary.

**Fix.** Write the same account in `account_id` and in the ARN of every role and policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.cluster.account import account, account_of
from eks_gpu.design.permissions.given import iam_arns
from eks_gpu.design.permissions.service_accounts import service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
account_id: "111122223333"
assume_role_arn: arn:aws:iam::444455556666:role/terraform
"""
GOOD = """\
account_id: "111122223333"
assume_role_arn: arn:aws:iam::111122223333:role/terraform
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the assumed role and the policies of workloads with the cluster's account."""
    spec, ours = design.spec, account(design.spec)
    if ours is None:
        return
    said = "account_id" if spec.account_id else "assume_role_arn"
    role = account_of(spec.assume_role_arn) if spec.assume_role_arn else None
    if role and role != ours:
        message = f"the role is in account {role}, but 'account_id' allows only {ours}: every plan would fail"
        fix = f"name a role in {ours}, or write 'account_id: \"{role}\"'"
        yield error(__name__, "assume_role_arn", message, fix, "account_id")
    boundary = spec.iam.permissions_boundary
    theirs = account_of(boundary) if boundary else None
    if theirs and theirs != ours:
        message = (
            f"the boundary is a policy in account {theirs}; IAM accepts only policies of {ours} and AWS managed ones"
        )
        yield error(__name__, "iam.permissions_boundary", message, f"name a policy in {ours}", said)
    for path, what, arn in iam_arns(spec.iam):
        theirs = account_of(arn)
        if theirs and theirs != ours:
            message = f"{arn} is in account {theirs}; a cluster in {ours} can use only {what} of its own account"
            yield error(__name__, path, message, f"name one in {ours}", said)
    for where, _, one in service_accounts(spec):
        for index, arn in enumerate(one.policy_arns):
            theirs = account_of(arn)
            if theirs and theirs != ours:
                message = f"{arn} is in account {theirs}; IAM attaches only policies of {ours} and AWS managed ones"
                fix = f"create the policy in {ours}, or write its content as 'statements'"
                yield error(__name__, f"{where}.policy_arns[{index}]", message, fix, said)
