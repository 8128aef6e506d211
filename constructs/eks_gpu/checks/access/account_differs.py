"""Something is of another AWS account than the cluster.

**Why.** With `account_id` the AWS provider refuses every other account, so a role of another one to assume stops every
plan. IAM attaches only policies of the role's own account and of AWS, and takes no others as a permissions boundary.

**Fix.** Write the account of the cluster in both places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.account import account, account_of
from eks_gpu.design.service_accounts import service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the role that is assumed and the policies of workloads with the account."""
    spec, ours = design.spec, account(design.spec)
    if ours is None:
        return
    said = "account_id" if spec.account_id else "assume_role_arn"
    role = account_of(spec.assume_role_arn) if spec.assume_role_arn else None
    if role and role != ours:
        message = f"the role is in account {role}, but 'account_id' allows {ours} only: every plan would be refused"
        fix = f"name a role of {ours}, or write 'account_id: \"{role}\"'"
        yield error(__name__, "assume_role_arn", message, fix, "account_id")
    boundary = spec.iam.permissions_boundary
    theirs = account_of(boundary) if boundary else None
    if theirs and theirs != ours:
        message = f"the boundary is a policy of account {theirs}; IAM takes only those of {ours} and of AWS"
        yield error(__name__, "iam.permissions_boundary", message, f"name a policy of {ours}", said)
    for where, _, one in service_accounts(spec):
        for index, arn in enumerate(one.policy_arns):
            theirs = account_of(arn)
            if theirs and theirs != ours:
                message = f"{arn} is a policy of account {theirs}; IAM attaches only those of {ours} and of AWS"
                fix = f"create the policy in {ours}, or write its text as 'statements'"
                yield error(__name__, f"{where}.policy_arns[{index}]", message, fix, said)
