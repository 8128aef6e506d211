"""Provisioners under the real terraform: Auto Mode on and off on a running cluster, Karpenter's part in AWS.

The provider of this machine is 5.100.0, which still replaces a cluster whose Auto Mode loses EKS's own pools; 6.13.0
and newer, which the stacks ask for, do not (terraform-aws-modules/terraform-aws-eks#3513). So these lives have no
`system_pools`.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.localaws import edits
from tests.localaws.deployment import Change, Deployment
from tests.localaws.inventory import inventory
from tests.localaws.server import LocalAws, local_aws
from tests.synthesized import EXAMPLES, synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
FILES = {path.stem: path for path in EXAMPLES}
ON = {"enabled": True}
EFA = {"name": "train", "instance_types": ["p5.48xlarge"], "max": 2, "efa": True, "zones": ["us-west-2a"]}


@pytest.fixture(scope="module")
def alone() -> Iterator[LocalAws]:
    """A separate account, whose inventory nobody else changes."""
    with local_aws() as running:
        yield running


def bare(name: str) -> edits.Declared:
    """An example without what cannot be destroyed at once."""
    return edits.read(FILES[name]) | {"deletion_protection": False, "workloads": []}


@dataclass
class Stage:
    """The stacks of a declaration, applied and planned again."""

    deployment: Deployment
    root: Path
    number: int = 0

    def write(self, declared: edits.Declared) -> None:
        self.number += 1
        file = edits.write(declared, self.root / f"file-{self.number}")
        self.deployment.write(synthesize([file], self.root / f"made-{self.number}"))

    def edit(self, declared: edits.Declared) -> list[Change]:
        """The plan of an edit for the cluster; a second plan is empty."""
        self.write(declared)
        planned = self.deployment.plan("cluster")
        self.deployment.apply_plan("cluster")
        self.deployment.assert_done("cluster")
        return planned


@dataclass(frozen=True)
class AutoLife:
    """Observations of Auto Mode."""

    before: dict[str, Any]
    turned_on: list[Change]
    on: dict[str, Any]
    entries: dict[str, str]
    policies: set[str]
    trust: Any
    turned_off: list[Change]
    off: dict[str, Any]
    left: set[str]


@pytest.fixture(scope="module")
def auto(alone: LocalAws, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> AutoLife:
    """A cluster with groups gets Auto Mode, and loses it."""
    root = tmp_path_factory.mktemp("auto-mode")
    declared = bare("auto-mode")
    without = {key: value for key, value in declared.items() if key not in {"provisioner", "gpu_node_pools"}}
    before = inventory(alone)
    local = replace(terraform, environment=terraform.environment | alone.environment)
    eks, iam = alone.client("eks"), alone.client("iam")

    def described() -> dict[str, Any]:
        found: dict[str, Any] = copy.deepcopy(eks.describe_cluster(name="auto-mode")["cluster"])
        return found

    with Deployment(local, root / "run", "auto-mode").attached() as deployment:
        stage = Stage(deployment, root)
        stage.write(without)
        deployment.init()
        deployment.apply()
        plain = described()
        turned_on = stage.edit(declared)
        on = described()
        entries = {
            arn.rsplit("/", 1)[-1]: eks.describe_access_entry(clusterName="auto-mode", principalArn=arn)["accessEntry"]
            for arn in eks.list_access_entries(clusterName="auto-mode")["accessEntries"]
        }
        role = "auto-mode-us-west-2-cluster"
        policies = {one["PolicyName"] for one in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]}
        trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        turned_off = stage.edit(without | {"provisioner": "none"})
        off = described()
        deployment.destroy()
    return AutoLife(
        plain,
        turned_on,
        on,
        {name: entry["type"] for name, entry in entries.items()},
        policies,
        trust,
        turned_off,
        off,
        inventory(alone) - before,
    )


def of_cluster(changes: list[Change]) -> Change:
    (found,) = (change for change in changes if change.kind == "aws_eks_cluster")
    return found


def test_auto_mode_is_turned_on_in_place(auto: AutoLife) -> None:
    assert "computeConfig" not in auto.before
    cluster = of_cluster(auto.turned_on)
    assert cluster.actions == ("update",)
    assert cluster.fields == {"compute_config", "kubernetes_network_config", "storage_config"}
    assert {action for change in auto.turned_on for action in change.actions} == {"create", "update"}
    assert (auto.on["computeConfig"], auto.on["storageConfig"]["blockStorage"]) == (ON, ON)
    assert auto.on["kubernetesNetworkConfig"]["elasticLoadBalancing"] == ON
    assert auto.on["createdAt"] == auto.before["createdAt"]


def test_the_roles_are_those_that_the_guide_asks_for(auto: AutoLife) -> None:
    assert auto.policies == {
        *("AmazonEKSBlockStoragePolicy", "AmazonEKSClusterPolicy", "AmazonEKSComputePolicy"),
        *("AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy"),
    }
    assert auto.trust["Statement"][0]["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert auto.entries["auto-mode-us-west-2-pool-nodes"] == "EC2"


def test_auto_mode_is_turned_off_in_place(auto: AutoLife) -> None:
    cluster = of_cluster(auto.turned_off)
    assert cluster.actions == ("update",)
    assert auto.off["computeConfig"]["enabled"] is False
    assert auto.off["storageConfig"]["blockStorage"] == {"enabled": False}
    assert auto.off["kubernetesNetworkConfig"]["elasticLoadBalancing"] == {"enabled": False}
    assert {change.kind for change in auto.turned_off if "delete" in change.actions} == {
        *("aws_eks_access_entry", "aws_eks_access_policy_association"),
        *("aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"),
    }
    assert auto.left == set()


@dataclass(frozen=True)
class KarpenterLife:
    """Observations of Karpenter's part."""

    profile: dict[str, Any]
    entry: dict[str, Any]
    queue: dict[str, str]
    rules: dict[str, Any]
    targets: set[str]
    associations: set[tuple[str, str]]
    placement_groups: set[str]
    edit: list[Change]
    left: set[str]


@pytest.fixture(scope="module")
def karpenter(alone: LocalAws, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> KarpenterLife:
    """The example with a pool that has EFA; then without that pool."""
    name, root = "karpenter-serving", tmp_path_factory.mktemp("karpenter")
    declared = bare(name)
    wide = declared | {"gpu_node_pools": [*declared["gpu_node_pools"], EFA], "iam": {"path": "/platform/"}}
    before = inventory(alone)
    local = replace(terraform, environment=terraform.environment | alone.environment)
    with Deployment(local, root / "run", name).attached() as deployment:
        stage = Stage(deployment, root)
        stage.write(wide)
        deployment.init()
        deployment.apply()
        for kind in ("network", "cluster"):
            deployment.assert_done(kind)
        seen = observed(alone, name)
        edit = stage.edit({**wide, "gpu_node_pools": declared["gpu_node_pools"]})
        deployment.destroy()
    return KarpenterLife(**seen, edit=edit, left=inventory(alone) - before)


def observed(aws: LocalAws, name: str) -> dict[str, Any]:
    role = f"{name}-us-west-2-pool-nodes"
    eks, sqs, events = aws.client("eks"), aws.client("sqs"), aws.client("events")
    url = sqs.get_queue_url(QueueName=f"{name}-karpenter")["QueueUrl"]
    rules = events.list_rules(NamePrefix=f"{name}-karpenter-")["Rules"]
    associations = eks.list_pod_identity_associations(clusterName=name)["associations"]
    arn = aws.client("iam").get_role(RoleName=role)["Role"]["Arn"]
    return {
        "profile": aws.client("iam").get_instance_profile(InstanceProfileName=role)["InstanceProfile"],
        "entry": eks.describe_access_entry(clusterName=name, principalArn=arn)["accessEntry"],
        "queue": sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"],
        "rules": {rule["Name"].removeprefix(f"{name}-karpenter-"): json.loads(rule["EventPattern"]) for rule in rules},
        "targets": {
            target["Arn"] for rule in rules for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        },
        "associations": {(one["namespace"], one["serviceAccount"]) for one in associations},
        "placement_groups": {
            one["GroupName"] for one in aws.client("ec2").describe_placement_groups()["PlacementGroups"]
        },
    }


def test_nodes_have_a_profile_and_are_admitted(karpenter: KarpenterLife) -> None:
    (role,) = karpenter.profile["Roles"]
    assert karpenter.profile["Path"] == role["Path"] == "/platform/"
    assert (karpenter.entry["type"], karpenter.entry["principalArn"]) == ("EC2_LINUX", role["Arn"])


def test_interruptions_reach_the_queue(karpenter: KarpenterLife) -> None:
    assert set(karpenter.rules) == {"health", "rebalance", "reservation", "spot", "state"}
    assert karpenter.rules["spot"] == {
        "source": ["aws.ec2"],
        "detail-type": ["EC2 Spot Instance Interruption Warning"],
    }
    assert karpenter.targets == {karpenter.queue["QueueArn"]}
    assert karpenter.queue["SqsManagedSseEnabled"] == "true"
    allowed, denied = json.loads(karpenter.queue["Policy"])["Statement"]
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "events.amazonaws.com"}, "sqs:SendMessage")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_controller_has_its_role_by_pod_identity(karpenter: KarpenterLife) -> None:
    assert ("kube-system", "karpenter") in karpenter.associations


def test_only_pools_with_efa_have_a_placement_group(karpenter: KarpenterLife) -> None:
    assert karpenter.placement_groups == {"karpenter-serving-pool-train"}
    assert [(change.kind, change.actions) for change in karpenter.edit] == [("aws_placement_group", ("delete",))]
    assert karpenter.left == set()
