"""Permissions of provisioners: what Karpenter's controller may do, and what Auto Mode may in addition."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.permissions import Policy, allowed
from tests.provisioning.declared import KEY, designed

if TYPE_CHECKING:
    from eks_gpu.design.provisioning.provisioner import ProvisionerDesign

ACCOUNT = "111122223333"
EC2 = f"arn:aws:ec2:us-west-2:{ACCOUNT}:"
INSTANCE, TEMPLATE, FLEET = (f"{EC2}{kind}" for kind in ("instance/i-1", "launch-template/lt-1", "fleet/fleet-1"))
OURS = {
    "aws:RequestTag/kubernetes.io/cluster/base": "owned",
    "aws:RequestTag/eks:eks-cluster-name": "base",
    "aws:RequestTag/karpenter.sh/nodepool": "serve",
}
OWN = {
    "aws:ResourceTag/kubernetes.io/cluster/base": "owned",
    "aws:ResourceTag/karpenter.sh/nodepool": "serve",
}
OTHERS = {key.replace("/base", "/other"): value for key, value in OWN.items()}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/base-us-west-2-pool-nodes"
TO_EC2 = {"iam:PassedToService": "ec2.amazonaws.com"}
HERE = {"aws:RequestedRegion": "us-west-2"}
# IAM user guide, "IAM and STS quotas": all inline policies of a role together, white space not counted.
MOST_INLINE = 10_240
Context = dict[str, str]


def provisioner(**changes: Any) -> ProvisionerDesign:
    found = designed({}, **changes).provisioner
    assert found
    return found


def policies(made: ProvisionerDesign) -> list[Policy]:
    return [{"Version": "2012-10-17", "Statement": list(one)} for one in made.inline.values()]


@pytest.fixture(scope="module")
def controller() -> list[Policy]:
    return policies(provisioner())


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("ec2:RunInstances", INSTANCE, OURS),
        ("ec2:RunInstances", f"{EC2}subnet/subnet-1", {}),
        ("ec2:RunInstances", f"{EC2}placement-group/base-pool-a", {}),
        ("ec2:RunInstances", f"{EC2}capacity-reservation/cr-1", {}),
        ("ec2:RunInstances", "arn:aws:ec2:us-west-2::image/ami-1", {}),
        ("ec2:CreateFleet", TEMPLATE, OWN),
        ("ec2:CreateFleet", FLEET, OURS),
        ("ec2:CreateLaunchTemplate", TEMPLATE, OURS),
        ("ec2:CreateTags", INSTANCE, {**OURS, "ec2:CreateAction": "RunInstances"}),
        ("ec2:CreateTags", INSTANCE, {**OWN, "aws:TagKeys": "karpenter.sh/nodeclaim,Name"}),
        ("ec2:TerminateInstances", INSTANCE, OWN),
        ("ec2:DeleteLaunchTemplate", TEMPLATE, OWN),
        ("ec2:DescribeInstanceTypes", "*", HERE),
        ("ec2:DescribePlacementGroups", "*", HERE),
        ("ssm:GetParameter", "arn:aws:ssm:us-west-2::parameter/aws/service/eks/optimized-ami/1.35/image_id", {}),
        ("pricing:GetProducts", "*", {}),
        ("iam:GetInstanceProfile", f"arn:aws:iam::{ACCOUNT}:instance-profile/base-us-west-2-pool-nodes", {}),
        ("iam:PassRole", ROLE, TO_EC2),
        ("eks:DescribeCluster", f"arn:aws:eks:us-west-2:{ACCOUNT}:cluster/base", {}),
        ("sqs:ReceiveMessage", f"arn:aws:sqs:us-west-2:{ACCOUNT}:base-karpenter", {}),
    ],
)
def test_karpenter_may_do_its_work(
    controller: list[Policy], action: str, resource: str, context: dict[str, str]
) -> None:
    assert allowed(controller, action, resource, context)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        # Instances without this cluster's tags, and those of others.
        ("ec2:RunInstances", INSTANCE, {}),
        ("ec2:RunInstances", INSTANCE, {**OURS, "aws:RequestTag/eks:eks-cluster-name": "other"}),
        ("ec2:TerminateInstances", INSTANCE, {}),
        ("ec2:TerminateInstances", INSTANCE, OTHERS),
        ("ec2:DeleteLaunchTemplate", TEMPLATE, OTHERS),
        ("ec2:CreateFleet", TEMPLATE, OTHERS),
        # Tags decide whose an instance is.
        ("ec2:CreateTags", INSTANCE, {**OURS, "ec2:CreateAction": "StopInstances"}),
        ("ec2:CreateTags", INSTANCE, {**OWN, "aws:TagKeys": "kubernetes.io/cluster/base"}),
        ("ec2:CreateTags", INSTANCE, {**OTHERS, "aws:TagKeys": "Name"}),
        ("ec2:DescribeInstances", "*", {"aws:RequestedRegion": "eu-west-1"}),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/admin", TO_EC2),
        ("iam:PassRole", ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}),
        ("iam:CreateInstanceProfile", f"arn:aws:iam::{ACCOUNT}:instance-profile/a", {}),
        ("ssm:GetParameter", f"arn:aws:ssm:us-west-2:{ACCOUNT}:parameter/secret", {}),
        ("sqs:ReceiveMessage", f"arn:aws:sqs:us-west-2:{ACCOUNT}:other-karpenter", {}),
        ("kms:CreateGrant", KEY, {"kms:ViaService": "ec2.us-west-2.amazonaws.com"}),
    ],
)
def test_karpenter_may_do_no_more(
    controller: list[Policy], action: str, resource: str, context: dict[str, str]
) -> None:
    assert not allowed(controller, action, resource, context)


def test_the_key_of_volumes_may_be_used_through_ec2() -> None:
    for kind in ("karpenter", "auto-mode"):
        found = policies(provisioner(provisioner=kind, encryption={"volumes_key_arn": KEY}))
        via = {"kms:ViaService": "ec2.us-west-2.amazonaws.com"}

        assert allowed(found, "kms:CreateGrant", KEY, via)
        assert allowed(found, "kms:GenerateDataKeyWithoutPlaintext", KEY, via)
        assert not allowed(found, "kms:Decrypt", KEY, {"kms:ViaService": "s3.us-west-2.amazonaws.com"})
        assert not allowed(found, "kms:CreateGrant", f"{KEY}2", via)


def test_a_role_below_a_path_may_be_passed() -> None:
    found = policies(provisioner(iam={"path": "/platform/"}))

    assert allowed(found, "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/platform/base-us-west-2-pool-nodes", TO_EC2)
    assert not allowed(found, "iam:PassRole", ROLE, TO_EC2)


def test_the_policies_of_the_longest_name_fit_into_a_role() -> None:
    longest = {"name": "a" * 31, "region": "ap-southeast-7", "encryption": {"volumes_key_arn": KEY + "a" * 36}}
    found = provisioner(**longest)
    sizes = [len(json.dumps(one, separators=(",", ":"))) for one in policies(found)]

    assert sum(sizes) < MOST_INLINE
    assert all(len(name) <= 64 for name in (found.node_role, found.controller_role))
    assert len(found.queue) <= 80


def test_auto_mode_may_tag_machines_of_its_own_cluster() -> None:
    found = policies(provisioner(provisioner="auto-mode"))
    session = {"aws:PrincipalTag/eks:eks-cluster-name": "base", "aws:RequestTag/eks:eks-cluster-name": "base"}
    pool = {f"aws:RequestTag/eks:kubernetes-{name}-name": "serve" for name in ("node-class", "node-pool")}

    assert allowed(found, "ec2:RunInstances", INSTANCE, {**session, **pool})
    assert allowed(found, "ec2:CreateVolume", f"{EC2}volume/vol-1", session)
    other = {**session, "aws:RequestTag/eks:eks-cluster-name": "other"}
    assert not allowed(found, "ec2:RunInstances", INSTANCE, {**other, **pool})
    assert not allowed(found, "ec2:TerminateInstances", INSTANCE, session)
