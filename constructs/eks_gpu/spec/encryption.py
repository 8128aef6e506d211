"""Keys of your own for what a cluster encrypts."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.words import Field
from eks_gpu.spec.model import KeyArn, SpecModel


class EncryptionSpec(SpecModel):
    """KMS keys that somebody else made; eks-gpu changes no key and no key policy."""

    secrets_key_arn: Annotated[
        KeyArn | None,
        Field(
            description="Key for Kubernetes Secrets. The identity that applies the cluster stack needs `kms:DescribeKey` and "
            "`kms:CreateGrant` for it. Only a new cluster takes it: EKS keeps the key of a running one. "
            "Default: a key of the cluster's own, for 1 USD a month."
        ),
    ] = None
    volumes_key_arn: Annotated[
        KeyArn | None,
        Field(
            description="Key for the disks of nodes and for new volumes of claims. Auto Scaling needs a grant for it, or "
            "no node starts. Setting, changing or removing it replaces all nodes and the storage class; "
            "volumes that exist keep their key. Default: the account's key for EBS."
        ),
    ] = None
    logs_key_arn: Annotated[
        KeyArn | None,
        Field(
            description="Key for the log groups of the control plane, of flow logs and of Container Insights. Its policy "
            "must allow `logs.<region>.amazonaws.com`. Changed in place, for new records only. Default: "
            "CloudWatch's own encryption."
        ),
    ] = None
