"""Permissions of each role: the emitted policies evaluated, AWS's own ones among them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.permissions import Policy, allowed, managed

if TYPE_CHECKING:
    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine
ASG = "arn:aws:autoscaling:us-west-2:111122223333:autoScalingGroup:1:autoScalingGroupName/eks-gpu"
TAG = "aws:ResourceTag/k8s.io/cluster-autoscaler/"
OWN, OTHER = {f"{TAG}noble-gpu": "owned"}, {f"{TAG}other": "owned"}
GROUP = "arn:aws:eks:us-west-2:111122223333:nodegroup/{}/gpu-us-west-2a-1/2"
INSTANCE = "arn:aws:ec2:us-west-2:111122223333:instance/i-1"
ENI = "arn:aws:ec2:us-west-2:111122223333:network-interface/eni-1"
VOLUME = "arn:aws:ec2:us-west-2:111122223333:volume/vol-1"
ROLE = "arn:aws:iam::111122223333:role/admin"
OBJECT = "arn:aws:s3:::anything/model"
EBS = "system-addons_aws-ebs-csi-driver-role_role"
OURS = {"ec2:ResourceTag/ebs.csi.aws.com/cluster": "true"}

# Role, action, resource, tags of the resource.
MAY: list[tuple[str, str, str, dict[str, str]]] = [
    ("autoscaler_role_role", "autoscaling:DescribeAutoScalingGroups", "*", {}),
    ("autoscaler_role_role", "autoscaling:DescribeScalingActivities", "*", {}),
    ("autoscaler_role_role", "ec2:DescribeInstanceTypes", "*", {}),
    ("autoscaler_role_role", "eks:DescribeNodegroup", GROUP.format("noble-gpu"), {}),
    ("autoscaler_role_role", "autoscaling:SetDesiredCapacity", ASG, OWN),
    ("autoscaler_role_role", "autoscaling:TerminateInstanceInAutoScalingGroup", ASG, OWN),
    *[
        (f"node-role-{kind}_role", action, "*", {})
        for kind in ("gpu", "system")
        for action in (
            "ecr:GetAuthorizationToken",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
            "eks-auth:AssumeRoleForPodIdentity",
            "eks:DescribeCluster",
            "ssmmessages:OpenDataChannel",
        )
    ],
    ("network-addons_vpc-cni-role_role", "ec2:AssignPrivateIpAddresses", ENI, {}),
    ("network-addons_vpc-cni-role_role", "ec2:CreateNetworkInterface", ENI, {}),
    *[(EBS, action, VOLUME, OURS) for action in ("ec2:AttachVolume", "ec2:DetachVolume", "ec2:DeleteVolume")],
    (EBS, "ec2:AttachVolume", INSTANCE, {}),
    (EBS, "ec2:CreateVolume", VOLUME, {"aws:RequestTag/ebs.csi.aws.com/cluster": "true"}),
    (EBS, "ec2:CreateTags", VOLUME, {"ec2:CreateAction": "CreateVolume"}),
    (EBS, "ec2:CreateTags", VOLUME, {**OURS, "aws:TagKeys": "team"}),
]
MAY_NOT: list[tuple[str, str, str, dict[str, str]]] = [
    ("autoscaler_role_role", "autoscaling:SetDesiredCapacity", ASG, {}),
    ("autoscaler_role_role", "autoscaling:SetDesiredCapacity", ASG, OTHER),
    ("autoscaler_role_role", "autoscaling:UpdateAutoScalingGroup", ASG, OWN),
    ("autoscaler_role_role", "autoscaling:DeleteAutoScalingGroup", ASG, OWN),
    ("autoscaler_role_role", "eks:DescribeNodegroup", GROUP.format("other"), {}),
    ("autoscaler_role_role", "eks:DeleteNodegroup", GROUP.format("noble-gpu"), {}),
    ("autoscaler_role_role", "ec2:RunInstances", INSTANCE, {}),
    ("autoscaler_role_role", "ec2:TerminateInstances", INSTANCE, OWN),
    *[
        (f"node-role-{kind}_role", action, resource, {})
        for kind in ("gpu", "system")
        for action, resource in (
            ("ecr:PutImage", "*"),
            ("ec2:AssignPrivateIpAddresses", ENI),
            ("ec2:TerminateInstances", INSTANCE),
            ("autoscaling:SetDesiredCapacity", ASG),
            ("iam:PassRole", ROLE),
            ("sts:AssumeRole", ROLE),
            ("s3:GetObject", OBJECT),
            ("kms:Decrypt", "*"),
        )
    ],
    ("network-addons_vpc-cni-role_role", "ec2:TerminateInstances", INSTANCE, {}),
    ("network-addons_vpc-cni-role_role", "iam:PassRole", ROLE, {}),
    *[
        (EBS, action, VOLUME, {})
        for action in (
            "ec2:AttachVolume",
            "ec2:DetachVolume",
            "ec2:DeleteVolume",
            "ec2:ModifyVolume",
            "ec2:CreateVolume",
        )
    ],
    # The tag by which it may change a volume is not its own to give or to take.
    (EBS, "ec2:CreateTags", VOLUME, {"aws:TagKeys": "ebs.csi.aws.com/cluster"}),
    (EBS, "ec2:DeleteTags", VOLUME, {**OURS, "aws:TagKeys": "ebs.csi.aws.com/cluster"}),
    (EBS, "ec2:TerminateInstances", INSTANCE, {}),
    ("eks_control-plane_role", "iam:PassRole", ROLE, {}),
    ("eks_control-plane_role", "s3:GetObject", OBJECT, {}),
]


@pytest.fixture(scope="module")
def policies(synthesized: Synthesized) -> dict[str, list[Policy]]:
    """All policies of each role of the larger example."""
    resources = synthesized.stack("noble-gpu-cluster")["resource"]
    found: dict[str, list[Policy]] = {name: [] for name in resources["aws_iam_role"]}
    for attachment in resources["aws_iam_role_policy_attachment"].values():
        found[_role(attachment)].append(managed(attachment["policy_arn"]))
    for inline in resources["aws_iam_role_policy"].values():
        found[_role(inline)].append(json.loads(inline["policy"]))
    return found


def _role(resource: dict[str, Any]) -> str:
    match = re.fullmatch(r"\$\{aws_iam_role\.(.+)\.name\}", resource["role"])
    assert match
    return match[1]


@pytest.mark.parametrize(("role", "action", "resource", "tags"), MAY)
def test_may(policies: dict[str, list[Policy]], role: str, action: str, resource: str, tags: dict[str, str]) -> None:
    assert allowed(policies[role], action, resource, tags)


@pytest.mark.parametrize(("role", "action", "resource", "tags"), MAY_NOT)
def test_may_not(
    policies: dict[str, list[Policy]], role: str, action: str, resource: str, tags: dict[str, str]
) -> None:
    assert not allowed(policies[role], action, resource, tags)


def test_every_role_is_judged_both_ways(policies: dict[str, list[Policy]]) -> None:
    assert {row[0] for row in MAY_NOT} == set(policies)
    # The control plane's permissions are AWS's business.
    assert {row[0] for row in MAY} == set(policies) - {"eks_control-plane_role"}


def test_a_denial_wins() -> None:
    both = {"Statement": [{"Effect": effect, "Action": "s3:*", "Resource": "*"} for effect in ("Allow", "Deny")]}

    assert not allowed([both], "s3:GetObject", OBJECT)
