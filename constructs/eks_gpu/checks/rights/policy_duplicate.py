"""Two managed policies of a service account have one name.

**Why.** The name is a part of the attachment's address in the Terraform state, which must be unique: without it an
attachment would change its place with the order of the list.

**Fix.** Remove one, or give your own policy another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.service_accounts import service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare what comes after the last '/'."""
    for where, _, account in service_accounts(design.spec):
        seen: dict[str, str] = {}
        for index, arn in enumerate(account.policy_arns):
            name = arn.rsplit("/", 1)[-1].replace("_", "-")
            if seen.setdefault(name, arn) != arn:
                message = f"{arn} has the name of {seen[name]}"
                fix = "remove one of them, or give your own another name"
                yield error(__name__, f"{where}.policy_arns[{index}]", message, fix)
