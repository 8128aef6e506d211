"""The AWS account of a cluster, as far as the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec


def account_of(arn: str) -> str | None:
    """The account in an ARN; None if it has none, as in those of AWS's own policies."""
    account = arn.split(":")[4]
    return account if account.isdigit() else None


def account(spec: ClusterSpec) -> str | None:
    """The account that `account_id` names, or else that of the role that the provider assumes."""
    return spec.account_id or (account_of(spec.assume_role_arn) if spec.assume_role_arn else None)
