"""The edit makes Terraform use another account, or another identity in the same account.

**Why.** In another account Terraform finds nothing that its state contains and plans to create all of it again, while
the old cluster keeps running and costing. Another identity may not reach the Kubernetes API: EKS gives access to the
principal that created the cluster and to the principals in the file, and the platform and workloads stacks get their
tokens as the role in `assume_role_arn`.

**Fix.** For another account write a second file. Before you switch to another role, add it to `access.admins` and
apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.account import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/terraform]
"""
BAD = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/terraform]
assume_role_arn: arn:aws:iam::111122223333:role/pipeline
"""
GOOD = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/terraform]
assume_role_arn: arn:aws:iam::111122223333:role/terraform
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the accounts, then the roles."""
    was, now = account(old.spec), account(new.spec)
    if was and now and was != now:
        field = "account_id" if new.spec.account_id else "assume_role_arn"
        message = f"account {was} becomes {now}: Terraform finds nothing there and would create everything again"
        fix = "revert the edit, or write a second file, move the work, and destroy the first cluster"
        yield error(__name__, field, message, fix)
        return
    role = new.spec.assume_role_arn
    if role == old.spec.assume_role_arn or (role and role in old.spec.access.admins):
        return
    who = role or "whoever runs Terraform"
    message = f"{who} applies the stacks from now on, and needs access of its own to reach the Kubernetes API"
    fix = "if it did not create the cluster, add it to 'access.admins' and apply that first"
    yield warning(__name__, "assume_role_arn", message, fix, "access.admins")
