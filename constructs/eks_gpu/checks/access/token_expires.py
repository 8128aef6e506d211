"""The token of the Kubernetes provider is read at plan and may be too old at apply.

**Why.** `kubernetes_auth: data` stores a token in the plan. It lives fifteen minutes: an apply that waited for approval
any longer ends with Unauthorized, half done (terraform-aws-modules/terraform-aws-eks #1661).

**Fix.** `kubernetes_auth: ephemeral`, the default, makes a token at plan and another at apply; `exec` asks the AWS CLI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at how the provider gets its token."""
    if design.spec.access.kubernetes_auth == "data":
        message = "the token is read at plan, expires after 15 minutes, and stands in the plan file"
        fix = "remove the line (ephemeral is the default), or write 'kubernetes_auth: exec'"
        yield warning(__name__, "access.kubernetes_auth", message, fix)
