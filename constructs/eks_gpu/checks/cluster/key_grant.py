"""A key of your own is used by services that only the key's policy or a grant can admit.

**Why.** Auto Scaling starts nodes as the service-linked role AWSServiceRoleForAutoScaling, which has no permission for
customer keys: without a grant instances end seconds after their start (Client.InternalError), and the node group stays
in CREATING until it fails. The role exists only after the account's first Auto Scaling group. CloudWatch Logs refuses a
log group whose key does not admit the service.

**Fix.** Run the command of the message once, or write the same into the key's policy. Then accept the finding with
`ignore` and a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.cluster.account import account_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_ROLE = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
# EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes".
_OPERATIONS = (
    "Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant"
)

BAD = """\
encryption:
  volumes_key_arn: arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d
"""
GOOD = """\
encryption:
  volumes_key_arn: arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d
ignore:
  - id: key-grant
    where: encryption.volumes_key_arn
    reason: the key's policy admits AWSServiceRoleForAutoScaling
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Say who must be admitted, with the command."""
    key = design.spec.encryption.volumes_key_arn
    if key:
        owner = design.spec.account_id or account_of(key)
        role = f"arn:{design.partition}:iam::{owner}:{_ROLE}"
        message = "no node starts unless AWSServiceRoleForAutoScaling has a grant for the key, which no file can show"
        fix = (
            f"run 'aws kms create-grant --region {design.spec.region} --key-id {key} --grantee-principal {role} "
            f"--operations {_OPERATIONS}' (if the role is missing, first 'aws iam create-service-linked-role "
            "--aws-service-name autoscaling.amazonaws.com'), then accept this with 'ignore'"
        )
        yield warning(__name__, "encryption.volumes_key_arn", message, fix)
    if design.spec.encryption.logs_key_arn:
        service = f"logs.{design.spec.region}.amazonaws.com"
        message = f"CloudWatch refuses the log groups unless the key's policy admits {service}"
        fix = (
            f"allow kms:Encrypt*, Decrypt*, ReEncrypt*, GenerateDataKey* and Describe* for {service} in its policy, "
            "then accept this with 'ignore'"
        )
        yield warning(__name__, "encryption.logs_key_arn", message, fix)
