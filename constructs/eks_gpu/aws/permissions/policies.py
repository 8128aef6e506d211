"""IAM policy documents as JSON text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Statement = dict[str, object]

# Pod Identity passes session tags, so a trust without sts:TagSession fails at the first call of a pod.
POD_IDENTITY_ACTIONS = ("sts:AssumeRole", "sts:TagSession")
POD_IDENTITY_SERVICE = "pods.eks.amazonaws.com"
_CLUSTER_TAG = "aws:RequestTag/eks-cluster-arn"


def document(*statements: Statement) -> str:
    """A policy document; keys are sorted, so that the text is the same on every machine."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def allow(
    actions: Sequence[str],
    resources: Sequence[str],
    *,
    sid: str,
    condition: Mapping[str, Mapping[str, str]] | None = None,
) -> Statement:
    """A statement that allows actions on resources."""
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return statement | ({"Condition": condition} if condition else {})


def trust(service: str, actions: Sequence[str] = ("sts:AssumeRole",)) -> str:
    """A trust policy for an AWS service."""
    return document({"Effect": "Allow", "Principal": {"Service": service}, "Action": list(actions)})


def pod_identity_trust(cluster_arn: str, namespace: str, service_account: str) -> str:
    """A trust policy for the pods of one service account of one cluster, by the tags of their sessions.

    Without the condition any association of the AWS account could hand the role to other pods (EKS user guide, "Create
    IAM role with trust policy required by EKS Pod Identity").

    Args:
        cluster_arn: The cluster's ARN; a pattern if it holds a `*`.
        namespace: Namespace of the service account.
        service_account: Name of the only service account that may assume the role.
    """
    tags = {
        _CLUSTER_TAG: cluster_arn,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": service_account,
    }
    patterns = {_CLUSTER_TAG: tags.pop(_CLUSTER_TAG)} if "*" in cluster_arn else {}
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": POD_IDENTITY_SERVICE},
            "Action": list(POD_IDENTITY_ACTIONS),
            "Condition": {"StringEquals": tags} | ({"StringLike": patterns} if patterns else {}),
        }
    )


def cluster_pattern(partition: str, region: str, cluster: str) -> str:
    """A cluster's ARN in any account, for the trust of roles that eks-gpu itself makes.

    Written out, not referenced, so that the first plan shows the whole trust policy. Allowing any account loses
    nothing: an association accepts only roles of the cluster's own account.
    """
    return f"arn:{partition}:eks:{region}:*:cluster/{cluster}"


def aws_managed(partition: str, policy: str) -> str:
    """The ARN of a policy that AWS maintains."""
    return f"arn:{partition}:iam::aws:policy/{policy}"
