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

    Without the condition any association of the AWS account could hand the role to other pods.
    """
    tags = {
        "aws:RequestTag/eks-cluster-arn": cluster_arn,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": service_account,
    }
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": POD_IDENTITY_SERVICE},
            "Action": list(POD_IDENTITY_ACTIONS),
            "Condition": {"StringEquals": tags},
        }
    )


def aws_managed(partition: str, policy: str) -> str:
    """The ARN of a policy that AWS maintains."""
    return f"arn:{partition}:iam::aws:policy/{policy}"
