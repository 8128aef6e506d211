"""The edit changes the key of Kubernetes Secrets, or of the nodes' disks.

**Why.** EKS keeps the key with which a cluster first encrypted its Secrets. Terraform plans another one and never sends
it, so every later plan shows the same difference; and it deletes a key that it made itself. Without its key the cluster
cannot read a single Secret. Another key of volumes is in the launch templates, so every node is replaced; volumes that
exist keep their key.

**Fix.** Revert an edit of the key of Secrets; a second cluster can have another key. Apply another key of volumes when
interruptions are acceptable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
encryption:
  secrets_key_arn: arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d
"""
BAD = """\
encryption:
  secrets_key_arn: arn:aws:kms:us-west-2:111122223333:key/1a1b2c3d
"""
GOOD = """\
encryption:
  secrets_key_arn: arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d
  logs_key_arn: arn:aws:kms:us-west-2:111122223333:key/1a1b2c3d
ignore:
  - {id: key-grant, where: encryption.logs_key_arn, reason: the policy of the key admits CloudWatch Logs}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the keys."""
    was, now = old.spec.encryption, new.spec.encryption
    if was.secrets_key_arn != now.secrets_key_arn:
        before, after = (key or "the cluster's own key" for key in (was.secrets_key_arn, now.secrets_key_arn))
        message = f"{before} becomes {after}: EKS keeps the first one, and Terraform plans the other forever"
        lost = "" if was.secrets_key_arn else "; it would also delete the cluster's own key, and with it all Secrets"
        fix = "revert the edit, or write a second file, move the work, and destroy the first cluster"
        yield error(__name__, "encryption.secrets_key_arn", f"{message}{lost}", fix)
    if was.volumes_key_arn != now.volumes_key_arn:
        before, after = (key or "the account's key for EBS" for key in (was.volumes_key_arn, now.volumes_key_arn))
        message = f"{before} becomes {after}: every node of every group is replaced; volumes that exist keep their key"
        fix = "apply it when interruptions are acceptable; groups at zero are not affected"
        yield warning(__name__, "encryption.volumes_key_arn", message, fix)
