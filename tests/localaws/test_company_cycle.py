"""A company's cluster under the real terraform: its roles, keys, addresses and teams, from the first apply to the last.

Roles, keys and file systems that somebody else made are there before, and stay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.localaws.deployment import Change, Deployment
from tests.localaws.inventory import inventory
from tests.localaws.server import LocalAws, local_aws
from tests.synthesized import SPECS, synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
NAME = "company"
(FILE,) = [path for path in SPECS if path.stem == NAME]
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


@dataclass(frozen=True)
class Life:
    """Observations on the way.

    Attributes:
        addons: Configuration of add-ons after the first apply.
        roles: Roles by name.
        entries: Access entries of teams, with their policies.
        subnets: Blocks of subnets by name.
        cluster: The cluster, as EKS describes it.
        groups: Node groups.
        templates: Launch templates' data.
        logs: The log group.
        security_group: The security group of nodes that somebody else made.
        edit: The plan of the edit for both stacks.
        left: Resources after the destroy that were not there before.
        lost: Resources of before that are gone.
    """

    addons: dict[str, Any]
    roles: dict[str, dict[str, Any]]
    entries: dict[str, dict[str, Any]]
    subnets: dict[str, str]
    cluster: dict[str, Any]
    groups: list[dict[str, Any]]
    templates: list[dict[str, Any]]
    logs: dict[str, Any]
    security_group: str
    edit: list[Change]
    left: set[str]
    lost: set[str]


@pytest.fixture(scope="module")
def alone() -> Iterator[LocalAws]:
    """A separate account, in which the company's own resources are."""
    with local_aws() as running:
        yield running


@pytest.fixture(scope="module")
def life(alone: LocalAws, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Apply, plan nothing, edit, apply, plan nothing, destroy."""
    root = tmp_path_factory.mktemp(NAME)
    first = declared(alone)
    before = inventory(alone)
    local = replace(terraform, environment=terraform.environment | alone.environment)
    with Deployment(local, root, NAME).attached() as deployment:
        deployment.write(synthesize([written(first, root / "network")], root / "made-network"))
        deployment.init()
        deployment.plan("network")
        deployment.apply_plan("network")
        group = security_group(alone)
        first["node_security_group_ids"] = [group]
        deployment.write(synthesize([written(first, root / "first")], root / "made-first"))
        deployment.apply()
        for kind in ("network", "cluster"):
            deployment.assert_done(kind)
        seen = {**observed(alone), "security_group": group}
        deployment.write(synthesize([written(edited(first), root / "second")], root / "made-second"))
        edit: list[Change] = []
        # The cluster reads the subnets of the new zone, so the network comes first.
        for kind in ("network", "cluster"):
            edit += deployment.plan(kind)
            deployment.apply_plan(kind)
            deployment.assert_done(kind)
        deployment.destroy()
    alone.client("ec2").delete_security_group(GroupId=group)
    after = inventory(alone)
    return Life(**seen, edit=edit, left=after - before, lost=before - after)


def declared(aws: LocalAws) -> dict[str, Any]:
    """The file, with the ids of what somebody else made in this account."""
    data: dict[str, Any] = YAML(typ="safe").load(FILE)
    iam = aws.client("iam")
    iam.create_role(RoleName="gpu-nodes", AssumeRolePolicyDocument=TRUST)
    for name in ("boundary", "agents"):
        iam.create_policy(PolicyName=name, PolicyDocument=POLICY)
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    data["encryption"] = dict.fromkeys(data["encryption"], key)
    home = aws.client("efs").create_file_system(CreationToken="home")["FileSystemId"]
    data["storage"][0]["efs"]["id"] = home
    return data


def security_group(aws: LocalAws) -> str:
    """A security group that somebody made for nodes, in the VPC of the first apply."""
    ec2 = aws.client("ec2")
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "tag:eks-gpu.io/cluster", "Values": [NAME]}])["Vpcs"]
    made: str = ec2.create_security_group(GroupName="nodes", Description="nodes", VpcId=vpc["VpcId"])["GroupId"]
    return made


def written(data: dict[str, Any], folder: Path) -> Path:
    """A cluster file."""
    folder.mkdir()
    path = folder / FILE.name
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def edited(data: dict[str, Any]) -> dict[str, Any]:
    """Another zone, another team, another policy, retention and configuration: nothing that replaces a node."""
    other: dict[str, Any] = json.loads(json.dumps(data))
    other["network"]["zones"].append("us-west-2c")
    other["network"]["secondary_cidrs"].append("100.65.0.0/16")
    other["network"]["pod_subnets"]["us-west-2c"] = "100.65.0.0/17"
    other["access"]["teams"][0]["namespaces"].append("research-*")
    other["access"]["teams"][0]["kubernetes_groups"] = []
    other["addons"]["coredns"]["configuration"]["replicaCount"] = 4
    other["control_plane"] |= {"log_retention_days": 400, "logs": ["audit"], "zonal_shift": False}
    other["iam"]["ssm"] = True
    return other


def observed(aws: LocalAws) -> dict[str, Any]:
    """The account after the first apply."""
    eks, ec2 = aws.client("eks"), aws.client("ec2")
    names = eks.list_addons(clusterName=NAME)["addons"]
    addons = [eks.describe_addon(clusterName=NAME, addonName=name)["addon"] for name in names]
    groups = [
        eks.describe_nodegroup(clusterName=NAME, nodegroupName=name)["nodegroup"]
        for name in eks.list_nodegroups(clusterName=NAME)["nodegroups"]
    ]
    templates = ec2.describe_launch_template_versions(Versions=["$Latest"])["LaunchTemplateVersions"]
    (logs,) = aws.client("logs").describe_log_groups(logGroupNamePrefix="/aws/eks/")["logGroups"]
    return {
        "addons": {one["addonName"]: json.loads(one.get("configurationValues") or "null") for one in addons},
        "roles": {role["RoleName"]: role for role in aws.client("iam").list_roles()["Roles"]},
        "entries": entries(eks),
        "subnets": {
            tag["Value"]: subnet["CidrBlock"]
            for subnet in ec2.describe_subnets()["Subnets"]
            for tag in subnet.get("Tags", [])
            if tag["Key"] == "Name"
        },
        "cluster": eks.describe_cluster(name=NAME)["cluster"],
        "groups": groups,
        "templates": [one["LaunchTemplateData"] for one in templates],
        "logs": logs,
    }


def entries(eks: Any) -> dict[str, dict[str, Any]]:
    """Groups and policies by the name of the principal."""
    found = {}
    for principal in eks.list_access_entries(clusterName=NAME)["accessEntries"]:
        named = {"clusterName": NAME, "principalArn": principal}
        policies = eks.list_associated_access_policies(**named)["associatedAccessPolicies"]
        found[principal.rsplit("/", 1)[-1]] = {
            "groups": eks.describe_access_entry(**named)["accessEntry"]["kubernetesGroups"],
            **{one["policyArn"].rsplit("/", 1)[-1]: one["accessScope"] for one in policies},
        }
    return found


def test_addons_have_both_configurations(life: Life) -> None:
    cni = life.addons["vpc-cni"]
    assert cni["env"] == {
        "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true",
        "ENABLE_PREFIX_DELEGATION": "true",
        "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone",
        "WARM_PREFIX_TARGET": "1",
    }
    subnets = cni["eniConfig"]["subnets"]
    assert list(subnets) == ["us-west-2a", "us-west-2b"]
    assert all(one["id"].startswith("subnet-") for one in subnets.values())
    assert life.addons["coredns"] == {"replicaCount": 3}
    assert life.addons["aws-ebs-csi-driver"] == {"node": {"resources": {"requests": {"cpu": "20m"}}}}


def test_pods_have_subnets_of_their_own(life: Life) -> None:
    pods = {name: block for name, block in life.subnets.items() if "-pods-" in name}
    assert pods == {"company-pods-us-west-2a": "100.64.0.0/17", "company-pods-us-west-2b": "100.64.128.0/17"}


def test_roles_have_path_and_boundary(life: Life) -> None:
    ours = {name: role for name, role in life.roles.items() if name.startswith(NAME)}
    assert len(ours) >= 5
    assert {role["Path"] for role in ours.values()} == {"/platform/"}
    assert not [name for name in ours if name.endswith("nodes-gpu")]
    node_roles = {group["nodegroupName"].split("-")[0]: group["nodeRole"] for group in life.groups}
    assert node_roles["gpu"] == node_roles["train"] == "arn:aws:iam::123456789012:role/gpu-nodes"
    assert ":role/platform/" in node_roles["system"]


def test_teams_have_one_entry_each(life: Life) -> None:
    research, everywhere = ({"type": "namespace", "namespaces": [namespace]} for namespace in ("research", "*"))
    assert life.entries["research"] == {"groups": ["ml-research"], "AmazonEKSEditPolicy": research}
    assert life.entries["shared"] == {
        "groups": ["ml-research"],
        "AmazonEKSEditPolicy": research,
        "AmazonEKSViewPolicy": everywhere,
    }


def test_the_control_plane_is_as_declared(life: Life) -> None:
    cluster = life.cluster
    assert cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"] == "172.20.0.0/16"
    assert cluster["resourcesVpcConfig"]["securityGroupIds"] == ["sg-1a1b2c3d"]
    assert cluster["zonalShiftConfig"] == {"enabled": True}
    (on,) = [one["types"] for one in cluster["logging"]["clusterLogging"] if one["enabled"]]
    assert on == ["audit", "authenticator"]
    assert life.logs["retentionInDays"] == 365
    key = cluster["encryptionConfig"][0]["provider"]["keyArn"]
    assert life.logs["kmsKeyId"] == key
    volumes = [device["Ebs"]["KmsKeyId"] for template in life.templates for device in template["BlockDeviceMappings"]]
    assert set(volumes) == {key}


def test_nodes_have_the_cluster_group_and_theirs(life: Life) -> None:
    own = life.cluster["resourcesVpcConfig"]["clusterSecurityGroupId"]
    plain = [one["SecurityGroupIds"] for one in life.templates if "NetworkInterfaces" not in one]
    assert plain
    assert all(set(groups) == {own, life.security_group} for groups in plain)
    fabric = [card["Groups"] for one in life.templates for card in one.get("NetworkInterfaces", [])]
    assert fabric
    assert all(own in groups and life.security_group in groups for groups in fabric)


def test_the_edit_replaces_no_node_and_no_role(life: Life) -> None:
    replaced = {change.kind for change in life.edit if set(change.actions) == {"create", "delete"}}
    assert replaced == {"aws_eks_access_policy_association"}
    created = {change.kind for change in life.edit if change.actions == ("create",)}
    assert {"aws_subnet", "aws_vpc_ipv4_cidr_block_association", "aws_iam_role_policy_attachment"} <= created
    updated = {change.address for change in life.edit if change.actions == ("update",)}
    assert {"aws_eks_cluster.eks_cluster", "aws_eks_addon.network-addons_vpc-cni"} <= updated


def test_what_others_made_stays(life: Life) -> None:
    assert life.lost == set()
    assert life.left == set()
