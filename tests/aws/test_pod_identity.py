"""Roles that eks-gpu makes for pods of the cluster itself: which pods may take them, and what the EBS driver may do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.aws.permissions import Policy, allowed, managed
from tests.specs import changed
from tests.synthesized import SPECS, synthesize

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
CLUSTER = "arn:aws:eks:us-west-2:111122223333:cluster/{}"
# Namespaces and accounts as the add-ons install themselves (`aws eks describe-addon-configuration`).
EXPECTED = {
    "autoscaler_role_role": ("kube-system", "cluster-autoscaler"),
    "network-addons_vpc-cni-role_role": ("kube-system", "aws-node"),
    "system-addons_aws-ebs-csi-driver-role_role": ("kube-system", "ebs-csi-controller-sa"),
    "system-addons_aws-mountpoint-s3-csi-driver-role_role": ("kube-system", "s3-csi-driver-sa"),
    "system-addons_amazon-cloudwatch-observability-role_role": ("amazon-cloudwatch", "cloudwatch-agent"),
}
KEYS = ("eks-cluster-arn", "kubernetes-namespace", "kubernetes-service-account")
VOLUME, INSTANCE = "arn:aws:ec2:us-west-2:111122223333:volume/vol-1", "arn:aws:ec2:us-west-2:111122223333:instance/i-1"
SESSION = {"aws:PrincipalTag/eks-cluster-name": "base"}
NAME_TAG = "ec2:ResourceTag/ebs.csi.aws.com/cluster-name"


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every role that a pod can take, with its cluster: from two files, one with S3 and one with CloudWatch."""
    folder: Path = tmp_path_factory.mktemp("pods")
    files = [path for path in SPECS if path.stem in {"training", "watched"}]
    made = synthesize(files, folder)
    found = {}
    for path in files:
        for name, role in made.stack(f"{path.stem}-cluster")["resource"]["aws_iam_role"].items():
            if "pods.eks.amazonaws.com" in role["assume_role_policy"] and not name.startswith("service-account-"):
                found[name] = (path.stem, json.loads(role["assume_role_policy"]))
    return found


def test_every_role_is_looked_at(roles: dict[str, Any]) -> None:
    assert set(roles) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_role_is_for_the_pods_of_one_account_of_one_cluster(roles: dict[str, Any], name: str) -> None:
    cluster, document = roles[name]
    tags = dict(zip(KEYS, (CLUSTER.format(cluster), *EXPECTED[name]), strict=True))
    others = [{**tags, key: f"{value}-2"} for key, value in tags.items()]
    others += [{**tags, "eks-cluster-arn": tags["eks-cluster-arn"].replace("us-west-2", "us-east-1")}, {}]

    for action in ("sts:AssumeRole", "sts:TagSession"):
        assert takes(document, action, tags)
        assert not any(takes(document, action, other) for other in others)


def takes(document: dict[str, Any], action: str, tags: dict[str, str]) -> bool:
    statements = [
        {key: value for key, value in statement.items() if key != "Principal"} | {"Resource": "*"}
        for statement in document["Statement"]
    ]
    context = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    return allowed([{"Version": document["Version"], "Statement": statements}], action, "*", context)


def driver_policy(**changes: Any) -> tuple[str, Policy]:
    spec = ClusterSpec.model_validate(changed(changes))
    (driver,) = [addon for addon in design_cluster(spec).addons if addon.name == "aws-ebs-csi-driver"]
    assert driver.policy
    return driver.policy, managed(driver.policy)


def test_the_driver_has_the_policy_that_aws_recommends() -> None:
    """Without `service-role/`, where only the older policy is."""
    assert driver_policy()[0] == "AmazonEBSCSIDriverPolicyV2"
    assert driver_policy(ebs_driver_scope="cluster")[0] == "AmazonEBSCSIDriverEKSClusterScopedPolicy"


@pytest.mark.parametrize("action", ["ec2:AttachVolume", "ec2:DetachVolume", "ec2:DeleteVolume", "ec2:ModifyVolume"])
def test_a_driver_of_one_cluster_leaves_volumes_of_others_alone(action: str) -> None:
    _, policy = driver_policy(ebs_driver_scope="cluster")

    assert allowed([policy], action, VOLUME, {**SESSION, NAME_TAG: "base"})
    assert not allowed([policy], action, VOLUME, {**SESSION, NAME_TAG: "other"})
    assert not allowed([policy], action, VOLUME, {**SESSION, "ec2:ResourceTag/ebs.csi.aws.com/cluster": "true"})
    assert not allowed([policy], action, VOLUME, {NAME_TAG: "base"})


def test_instances_of_a_node_group_carry_what_the_driver_needs() -> None:
    """EKS itself tags the instances of managed node groups with `eks:cluster-name`."""
    _, policy = driver_policy(ebs_driver_scope="cluster")

    assert allowed([policy], "ec2:AttachVolume", INSTANCE, {**SESSION, "ec2:ResourceTag/eks:cluster-name": "base"})
    assert not allowed([policy], "ec2:AttachVolume", INSTANCE, {**SESSION, "ec2:ResourceTag/eks:cluster-name": "other"})
    assert not allowed([policy], "ec2:AttachVolume", INSTANCE, SESSION)
