"""GPU nodes on a cluster that others made: applied, edited and destroyed, and the cluster stays what it was."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.localaws import edits, foreign_cluster
from tests.localaws.cycle import auto_scaling_groups, nodegroups
from tests.localaws.deployment import QUIET, SOMETHING_TO_DO, Deployment
from tests.localaws.foreign_cluster import NAME, Foreign, everything
from tests.localaws.server import LocalAws, local_aws
from tests.synthesized import EXAMPLES, synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
(EXAMPLE,) = [path for path in EXAMPLES if path.stem == "existing"]
ADMIN = "arn:aws:iam::111122223333:role/platform"


@dataclass(frozen=True)
class Account:
    """An account with the cluster of others, and our stack in the hands of terraform."""

    aws: LocalAws
    foreign: Foreign
    deployment: Deployment
    folder: Path

    def declare(self, **changes: Any) -> None:
        """Synthesize the shipped example with the subnets of this account, and other fields."""
        declared = copy.deepcopy(edits.read(EXAMPLE))
        declared["network"] = {"private_subnets": self.foreign.subnets}
        declared |= changes
        folder = self.folder / f"day-{len(list(self.folder.iterdir()))}"
        self.deployment.write(synthesize([edits.write(declared, folder)], folder / "out"))

    def plan(self) -> str:
        """The text of a plan, whether it succeeds or not, on one line."""
        folder = self.deployment.root / "out" / "stacks" / f"{NAME}-cluster"
        result = self.deployment.terraform.run(folder, "plan", "-detailed-exitcode", *QUIET)
        return " ".join(f"{result.code} {result.output}".replace("│", " ").split())


@pytest.fixture
def account(terraform: Terraform, tmp_path: Path) -> Iterator[Account]:
    """A separate account for each test, since each compares all of it."""
    with local_aws() as aws:
        foreign = foreign_cluster.make(aws)
        local = replace(terraform, environment=terraform.environment | aws.environment)
        with Deployment(local, tmp_path / "run", NAME, kinds=("cluster",)).attached() as deployment:
            folder = tmp_path / "days"
            folder.mkdir()
            yield Account(aws, foreign, deployment, folder)


def group(**changes: Any) -> list[dict[str, Any]]:
    return [{"name": "l40s", "instance_types": ["g6e.xlarge"], "max": 2, **changes}]


def template_groups(account: Account) -> set[str]:
    """Security groups of the launch template of our node group."""
    (ours,) = (one for one in nodegroups(account.aws, NAME) if one["nodegroupName"] != "theirs")
    versions = account.aws.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=ours["launchTemplate"]["id"], Versions=[ours["launchTemplate"]["version"]]
    )
    return set(versions["LaunchTemplateVersions"][0]["LaunchTemplateData"].get("SecurityGroupIds", []))


def test_the_cluster_of_others_is_as_it_was(account: Account) -> None:
    before = everything(account.aws)
    account.declare()
    account.deployment.init()
    account.deployment.apply()
    account.deployment.assert_done("cluster")

    (ours,) = (one for one in nodegroups(account.aws, NAME) if one["nodegroupName"] != "theirs")
    assert (ours["instanceTypes"], ours["version"], ours["amiType"]) == (["g6e.xlarge"], "1.35", "AL2023_x86_64_NVIDIA")
    assert set(ours["subnets"]) == set(account.foreign.subnets.values())
    assert ours["nodeRole"] != before["role"]["Arn"]
    # EKS adds the cluster's own group to a template that names none.
    assert template_groups(account) == set()
    tags = {tag["Key"] for scaled in auto_scaling_groups(account.aws, NAME) for tag in scaled["Tags"]}
    assert "k8s.io/cluster-autoscaler/node-template/taint/nvidia.com/gpu" in tags
    during = everything(account.aws)
    assert during["cluster"] == before["cluster"]
    assert during["rules"] == before["rules"]

    account.declare(gpu_node_groups=group(max=3, labels={"example.com/team": "ml"}))
    assert [change.actions for change in account.deployment.plan("cluster") if change.kind == "aws_eks_node_group"] == [
        ("update",)
    ]
    account.deployment.apply_plan("cluster")
    account.deployment.assert_done("cluster")

    account.deployment.destroy()
    assert everything(account.aws) == before


def test_their_security_group_joins_and_replaces_that_of_eks(account: Account) -> None:
    account.declare()
    account.deployment.init()
    warned = account.plan()
    assert (
        f"have a security group of their own, as those of terraform-aws-eks do: {account.foreign.nodes_group}" in warned
    )

    plain = account.aws.client("ec2").create_security_group(
        GroupName="agents", Description="agents", VpcId=account.foreign.vpc
    )["GroupId"]
    before = everything(account.aws)
    account.declare(
        node_security_group_ids=[account.foreign.nodes_group, plain],
        storage=[{"name": "models", "efs": {}}],
        deletion_protection=False,
        gpu_node_groups=group(labels={"a": "b"}),
    )
    account.deployment.apply()
    account.deployment.assert_done("cluster")
    assert "security group of their own" not in account.plan()

    found = template_groups(account)
    own = found - {account.foreign.nodes_group, plain}
    assert found - own == {account.foreign.nodes_group, plain}
    described = {one["GroupId"]: one for one in account.aws.client("ec2").describe_security_groups()["SecurityGroups"]}
    assert [described[one]["Description"] for one in own] == ["GPU nodes"]
    # The file system admits eks-gpu's own group, and no group of others has another rule.
    (storage,) = (one for one in described.values() if one["GroupName"] == f"{NAME}-models-storage")
    assert [pair["GroupId"] for rule in storage["IpPermissions"] for pair in rule["UserIdGroupPairs"]] == list(own)
    theirs = before["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    was = {one["GroupId"]: one for one in before["groups"]}
    assert {key: described[key] for key in (theirs, plain)} == {key: was[key] for key in (theirs, plain)}

    # Without their tagged group, EKS's own comes first.
    account.declare(node_security_group_ids=[plain], gpu_node_groups=group(labels={"a": "b"}))
    account.deployment.apply()
    assert template_groups(account) == {plain, theirs}
    account.deployment.destroy()
    assert everything(account.aws) == before


def test_a_plan_fails_where_the_cluster_contradicts_the_file(account: Account) -> None:
    subnets = account.foreign.subnets
    other = subnets | {"us-west-2a": account.foreign.other_vpc_subnet}
    swapped = dict(zip(subnets, reversed(subnets.values()), strict=True))
    account.declare()
    account.deployment.init()
    for says, changes in (
        ('Write kubernetes_version: "1.35"; nodes of another version are replaced.', {"kubernetes_version": "1.36"}),
        ("may be up to 3 minor versions older than the control plane", {"kubernetes_version": "1.31"}),
        ("by the ConfigMap aws-auth only, so EKS refuses access entries", {"access": {"admins": [ADMIN]}}),
        ("makes a role that no other node has", {"iam": {"gpu_node_role_arn": ADMIN}}),
        ("Correct network.vpc_id", {"network": {"vpc_id": "vpc-0a1b2c3d", "private_subnets": subnets}}),
        ("its nodes cannot join from another VPC", {"network": {"private_subnets": other}}),
        ("the checks would judge by the wrong zone", {"network": {"private_subnets": swapped}}),
    ):
        account.declare(**changes)
        text = account.plan()

        assert text.startswith("1 "), text
        assert says in text


def test_an_upgrade_by_others_stops_nothing(account: Account) -> None:
    """Older nodes are allowed, so a plan only warns; not even a cluster that is too new stops a destroy."""
    before = everything(account.aws)
    account.declare(gpu_node_groups=group())
    account.deployment.init()
    account.deployment.apply()
    eks = account.aws.client("eks")
    eks.update_cluster_version(name=NAME, version="1.36")

    account.declare(gpu_node_groups=group(max=4))
    text = account.plan()
    assert text.startswith(f"{SOMETHING_TO_DO} "), text
    assert "runs Kubernetes 1.36, and the file says 1.35" in text

    account.declare(kubernetes_version="1.36")
    account.deployment.apply()
    account.deployment.assert_done("cluster")

    # The plan refuses this file.
    account.declare(kubernetes_version="1.32")
    assert account.plan().startswith("1 ")
    folder = account.deployment.root / "out" / "stacks" / f"{NAME}-cluster"
    account.deployment.terraform.succeed(folder, "destroy", "-auto-approve", *QUIET)
    after = everything(account.aws)
    assert {key: after[key] for key in after if key != "cluster"} == {
        key: before[key] for key in before if key != "cluster"
    }
    assert after["cluster"] == before["cluster"] | {"version": "1.36"}


def test_admins_get_access_entries_where_the_cluster_takes_them(account: Account) -> None:
    account.aws.client("eks").update_cluster_config(
        name=NAME, accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"}
    )
    before = everything(account.aws)
    account.declare(access={"admins": [ADMIN]})
    account.deployment.init()
    account.deployment.apply()
    account.deployment.assert_done("cluster")

    added = set(everything(account.aws)["access"]) - set(before["access"])
    # EKS itself admits the role of the nodes.
    assert added - {ADMIN} == {f"arn:aws:iam::123456789012:role/{NAME}-us-west-2-nodes-gpu"}
    account.deployment.destroy()
    assert ADMIN not in everything(account.aws)["access"]


def test_an_autoscaler_and_add_ons_of_eks_gpu_leave_the_rest_alone(account: Account) -> None:
    before = everything(account.aws)
    account.declare(
        autoscaler={"kind": "cluster-autoscaler"}, addons={"eks-node-monitoring-agent": "v1.7.0-eksbuild.1"}
    )
    account.deployment.init()
    account.deployment.apply()
    account.deployment.assert_done("cluster")

    found = everything(account.aws)
    assert {addon["addonName"] for addon in found["add-ons"]} == {"vpc-cni", "eks-node-monitoring-agent"}
    (policy,) = (
        account.aws.client("iam").get_role_policy(RoleName=f"{NAME}-us-west-2-autoscaler", PolicyName="scale")[
            "PolicyDocument"
        ],
    )
    (scale,) = (one for one in policy["Statement"] if one["Sid"] == "ScaleOwnGroups")
    tag = f"eks-gpu.io/autoscaler/{NAME}"
    assert scale["Condition"] == {"StringEquals": {f"aws:ResourceTag/{tag}": "owned"}}
    tagged = {
        scaled["AutoScalingGroupName"].split("-")[1]: {one["Key"]: one["Value"] for one in scaled["Tags"]}.get(tag)
        for scaled in found["Auto Scaling groups"]
    }
    assert tagged == {"theirs": None, "l40s": "owned"}
    account.deployment.destroy()
    assert everything(account.aws) == before
