"""A key of `encryption` is in another region, partition or account than the cluster.

**Why.** KMS keys work in their own region only: EKS, EC2 and CloudWatch refuse any other. A key of another account
works only if its policy lets this account use it, and no plan shows whether that is so.

**Fix.** Write a key of the cluster's region. For a key of another account, ask its owner for the key policy, then
accept the finding with `ignore` and a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.account import account, account_of
from eks_gpu.design.cluster.keys import keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
region: us-west-2
encryption:
  secrets_key_arn: arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d
"""
GOOD = """\
region: us-west-2
encryption:
  secrets_key_arn: arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare each ARN with the cluster's region, partition and account."""
    ours = account(design.spec)
    for path, arn in keys(design.spec):
        _, partition, _, region, *_ = arn.split(":")
        theirs = account_of(arn)
        if (partition, region) != (design.partition, design.spec.region):
            message = f"the key is in {region} ({partition}), and the cluster in {design.spec.region} cannot use it"
            fix = f"name a key that begins with 'arn:{design.partition}:kms:{design.spec.region}:'"
            yield error(__name__, path, message, fix, "region")
        elif ours and theirs and theirs != ours:
            message = f"the key is in account {theirs}, and the cluster in {ours}: only the key's policy can allow that"
            fix = f"name a key in {ours}, or make sure that the policy of this one lets {ours} use it"
            yield warning(__name__, path, message, fix, "account_id")
