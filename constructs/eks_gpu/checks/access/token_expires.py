"""The Kubernetes provider's token is read at plan time and may have expired by the time of the apply.

**Why.** `kubernetes_auth: data` stores a token in the plan. The token is valid for fifteen minutes: if the apply waits
longer than that for approval, it fails with Unauthorized, half done (terraform-aws-modules/terraform-aws-eks #1661).

**Fix.** Use `kubernetes_auth: ephemeral` (the default), which requests one token at plan and another at apply, or
`exec`, which requests one through the AWS CLI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
access:
  runner: vpc
  kubernetes_auth: data
"""
GOOD = """\
access:
  runner: vpc
  kubernetes_auth: ephemeral
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at how the provider gets its token."""
    if design.spec.access.kubernetes_auth == "data":
        message = "the token is read at plan time, expires after 15 minutes, and is stored in the plan file"
        fix = "remove the line (ephemeral is the default), or write 'kubernetes_auth: exec'"
        yield warning(__name__, "access.kubernetes_auth", message, fix)
