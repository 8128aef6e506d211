"""Decisions that followed failures of users, each shown in the emitted Terraform."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from eks_gpu import declaration
from eks_gpu.problem import render
from eks_gpu.spec import parse
from tests.specs import changed
from tests.synthesized import ROOT, Synthesized

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.engine
Stacks = dict[str, dict[str, Any]]
SEALED = {"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]}
MIRROR = {"registry": "111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror"}
ECR = "111122223333.dkr.ecr.us-west-2.amazonaws.com/train:1"


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Stacks]:
    """Synthesizes the base declaration with changes; stacks by kind."""

    def synthesize(changes: dict[str, Any], folder: Path) -> Synthesized:
        from eks_gpu.stacks.app import build  # noqa: PLC0415 - starts the engine

        checked = declaration.check(parse(changed(changes)))
        assert checked.design, render(checked.problems)
        build([checked.design], str(folder)).synth()
        return Synthesized(folder)

    found: dict[str, Synthesized] = {}

    def once(**changes: Any) -> Stacks:
        key = json.dumps(changes)
        made = found.get(key) or found.setdefault(key, synthesize(changes, tmp_path_factory.mktemp("stacks")))
        return {name.rsplit("-", 1)[1]: made.stack(name) for name in made.names()}

    return once


def only(resources: dict[str, Any]) -> dict[str, Any]:
    (resource,) = resources.values()
    assert isinstance(resource, dict)
    return resource


def test_pod_identity_trust_can_tag_sessions(stacks: Callable[..., Stacks]) -> None:
    roles = stacks()["cluster"]["resource"]["aws_iam_role"]
    trusts = {name: json.loads(role["assume_role_policy"])["Statement"][0] for name, role in roles.items()}
    pods = [trust for trust in trusts.values() if trust["Principal"]["Service"] == "pods.eks.amazonaws.com"]
    assert len(pods) == 3, "vpc-cni, EBS CSI, autoscaler"
    assert all(trust["Action"] == ["sts:AssumeRole", "sts:TagSession"] for trust in pods)


def test_vpc_cni_has_its_role_inside_the_addon(stacks: Callable[..., Stacks]) -> None:
    resources = stacks()["cluster"]["resource"]
    cni = resources["aws_eks_addon"]["network-addons_vpc-cni"]
    assert [entry["service_account"] for entry in cni["pod_identity_association"]] == ["aws-node"]
    policies = {item["policy_arn"].rsplit("/", 1)[-1] for item in resources["aws_iam_role_policy_attachment"].values()}
    assert "AmazonEKS_CNI_Policy" in policies
    nodes = {
        item["policy_arn"].rsplit("/", 1)[-1]
        for name, item in resources["aws_iam_role_policy_attachment"].items()
        if name.startswith("node-role-")
    }
    assert nodes == {
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonSSMManagedInstanceCore",
    }


@pytest.mark.parametrize("protected", [True, False])
def test_the_secrets_key_outlives_a_protected_cluster(stacks: Callable[..., Stacks], *, protected: bool) -> None:
    resources = stacks(deletion_protection=protected)["cluster"]["resource"]
    key = only(resources["aws_kms_key"])
    assert (key["enable_key_rotation"], key["deletion_window_in_days"]) == (True, 30)
    assert key.get("lifecycle", {}).get("prevent_destroy", False) is protected
    assert only(resources["aws_eks_cluster"])["deletion_protection"] is protected


def test_root_volumes_name_no_key(stacks: Callable[..., Stacks]) -> None:
    for template in stacks()["cluster"]["resource"]["aws_launch_template"].values():
        for mapping in template["block_device_mappings"]:
            assert "kms_key_id" not in mapping["ebs"]


def test_tags_reach_instances_and_volumes(stacks: Callable[..., Stacks]) -> None:
    made = stacks(tags={"team": "ml"})["cluster"]
    assert made["provider"]["aws"][0]["default_tags"][0]["tags"]["team"] == "ml"
    for template in made["resource"]["aws_launch_template"].values():
        assert all(entry["tags"]["team"] == "ml" for entry in template["tag_specifications"])


def test_a_zone_that_is_appended_moves_nothing(stacks: Callable[..., Stacks]) -> None:
    before = stacks()
    after = stacks(**{"network.zones": ["us-west-2a", "us-west-2b", "us-west-2c"]})

    subnets = after["network"]["resource"]["aws_subnet"]
    assert before["network"]["resource"]["aws_subnet"].items() <= subnets.items()
    control_plane = [only(made["cluster"]["resource"]["aws_eks_cluster"])["vpc_config"] for made in (before, after)]
    assert control_plane[0] == control_plane[1]
    assert len(only({"": control_plane[0]})["subnet_ids"]) == 2


def test_zone_ids_are_emitted_as_ids(stacks: Callable[..., Stacks]) -> None:
    subnets = stacks(**{"network.zones": ["usw2-az1", "usw2-az2"]})["network"]["resource"]["aws_subnet"]
    assert {subnet["availability_zone_id"] for subnet in subnets.values()} == {"usw2-az1", "usw2-az2"}
    assert not any("availability_zone" in subnet for subnet in subnets.values())


def test_one_nat_gateway_or_one_a_zone(stacks: Callable[..., Stacks]) -> None:
    single = stacks()["network"]["resource"]
    each = stacks(**{"network.nat": "per-zone"})["network"]["resource"]
    assert (len(single["aws_nat_gateway"]), len(each["aws_nat_gateway"])) == (1, 2)
    routes = [each["aws_route"][f"network_private-default-us-west-2{zone}"]["nat_gateway_id"] for zone in "ab"]
    assert len(set(routes)) == 2
    assert single["aws_route_table"] == each["aws_route_table"], "changing over replaces no table"


def test_without_nat_everything_is_reached_inside(stacks: Callable[..., Stacks]) -> None:
    made = stacks(network=SEALED, images=MIRROR, **{"workloads[0].image": ECR})
    network = made["network"]["resource"]
    assert not {"aws_nat_gateway", "aws_internet_gateway", "aws_route", "aws_eip"} & set(network)
    services = {
        endpoint["service_name"].removeprefix("com.amazonaws.us-west-2.")
        for endpoint in network["aws_vpc_endpoint"].values()
    }
    assert services >= {"s3", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts", "logs", "autoscaling"}
    rule = only(network["aws_vpc_security_group_ingress_rule"])
    assert (rule["from_port"], rule["to_port"], rule["cidr_ipv4"]) == (443, 443, "10.0.0.0/16")
    group = "${aws_security_group.network_endpoints_security-group.id}"
    for endpoint in network["aws_vpc_endpoint"].values():
        if endpoint["vpc_endpoint_type"] == "Interface":
            assert endpoint["security_group_ids"] == [group]
            assert endpoint["private_dns_enabled"] is True
    assert MIRROR["registry"] in json.dumps(made["platform"]["resource"]["kubernetes_daemon_set_v1"])
    assert MIRROR["registry"] in json.dumps(made["platform"]["resource"]["kubernetes_deployment_v1"])


def test_an_existing_vpc_is_used_and_not_touched(stacks: Callable[..., Stacks]) -> None:
    subnets = {"us-west-2a": "subnet-0000000a", "us-west-2b": "subnet-0000000b"}
    made = stacks(network={"vpc_id": "vpc-0a1b2c3d", "private_subnets": subnets})
    assert sorted(made) == ["cluster", "platform", "workloads"]
    assert only(made["cluster"]["resource"]["aws_eks_cluster"])["vpc_config"]["subnet_ids"] == list(subnets.values())


def test_hcp_terraform_has_a_workspace_a_stack(stacks: Callable[..., Stacks]) -> None:
    made = stacks(backend={"cloud": {"organization": "acme", "project": "gpu"}})
    for kind, stack in made.items():
        assert "backend" not in stack["terraform"]
        assert stack["terraform"]["cloud"]["workspaces"] == {"name": f"base-{kind}", "project": "gpu"}
    state = made["cluster"]["data"]["terraform_remote_state"]["network"]
    assert (state["backend"], state["config"]["workspaces"]) == ("remote", {"name": "base-network"})


def test_s3_state_is_locked_by_a_file_and_read_from_the_same_place(stacks: Callable[..., Stacks]) -> None:
    made = stacks(backend={"s3": {"bucket": "acme-state", "region": "eu-west-1"}})
    backend = made["network"]["terraform"]["backend"]["s3"]
    assert (backend["use_lockfile"], backend["encrypt"]) == (True, True)
    read = made["cluster"]["data"]["terraform_remote_state"]["network"]["config"]
    assert {key: backend[key] for key in ("bucket", "key", "region")} == read


def test_the_autoscaler_scales_only_this_cluster(stacks: Callable[..., Stacks]) -> None:
    """Describe actions know no tags: with a condition on them the groups would never leave zero."""
    policy = only(stacks()["cluster"]["resource"]["aws_iam_role_policy"])["policy"]
    statements = {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}
    conditions = {sid for sid, statement in statements.items() if "Condition" in statement}
    assert conditions == {"ScaleOwnGroups"}
    assert statements["ScaleOwnGroups"]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/base": "owned"}
    }
    assert "eks:DescribeNodegroup" in statements["ReadNodeGroups"]["Action"]


def test_no_autoscaler_leaves_no_trace(stacks: Callable[..., Stacks]) -> None:
    made = stacks(autoscaler={"kind": "none"}, workloads=[], **{"gpu_node_groups[0].min_per_zone": 1})
    assert "aws_eks_pod_identity_association" not in made["cluster"]["resource"]
    assert "kubernetes_deployment_v1" not in made["platform"]["resource"]


def test_bottlerocket_keeps_images_on_its_second_volume(stacks: Callable[..., Stacks]) -> None:
    made = stacks(**{"gpu_node_groups[0].os": "bottlerocket"})
    template = made["cluster"]["resource"]["aws_launch_template"]["gpu-gpu_launch-template_template"]
    devices = {mapping["device_name"]: mapping["ebs"] for mapping in template["block_device_mappings"]}
    assert devices["/dev/xvdb"]["volume_size"] == 200
    assert "volume_size" not in devices["/dev/xvda"]
    assert all(ebs["encrypted"] == "true" for ebs in devices.values())
    assert "kubernetes_daemon_set_v1" not in made["platform"]["resource"], "it brings its own device plugin"


@pytest.mark.parametrize("name", ["eks", "autoscaler", "network-addons", "node-role", "aws"])
def test_a_group_may_have_any_name(stacks: Callable[..., Stacks], name: str) -> None:
    groups = stacks(**{"gpu_node_groups[0].name": name})["cluster"]["resource"]["aws_eks_node_group"]
    assert f"gpu-{name}_us-west-2a" in groups


@pytest.mark.parametrize(("auth", "field"), [("ephemeral", "token"), ("data", "token"), ("exec", "exec")])
def test_the_kubernetes_provider_is_configured_as_asked(stacks: Callable[..., Stacks], auth: str, field: str) -> None:
    made = stacks(**{"access.kubernetes_auth": auth})
    for kind in ("platform", "workloads"):
        (provider,) = made[kind]["provider"]["kubernetes"]
        assert field in provider
        assert ("ephemeral" in made[kind]) is (auth == "ephemeral")


def test_every_stack_keeps_to_the_account_and_the_role(stacks: Callable[..., Stacks]) -> None:
    role = "arn:aws:iam::111122223333:role/terraform"
    made = stacks(account_id="111122223333", assume_role_arn=role, **{"access.kubernetes_auth": "exec"})
    for stack in made.values():
        (provider,) = stack["provider"]["aws"]
        assert provider["allowed_account_ids"] == ["111122223333"]
        assert [one["role_arn"] for one in provider["assume_role"]] == [role]
    for kind in ("platform", "workloads"):
        (provider,) = made[kind]["provider"]["kubernetes"]
        (token,) = provider["exec"]
        assert token["args"][-2:] == ["--role-arn", role]
    (bare,) = stacks()["cluster"]["provider"]["aws"]
    assert not {"allowed_account_ids", "assume_role"} & set(bare)


def test_values_for_other_stacks_are_outputs(stacks: Callable[..., Stacks]) -> None:
    """Their names are in docs/reference/outputs.md, and part of the contract."""
    made = stacks(**{"network.nat": "per-zone"})
    zones = ("us-west-2a", "us-west-2b")
    kinds = ("private-subnet", "public-subnet", "nat-address")
    assert set(made["network"]["output"]) == {"vpc-id", *(f"{kind}-{zone}" for kind in kinds for zone in zones)}
    assert set(made["cluster"]["output"]) == {
        "cluster-arn",
        "cluster-name",
        "cluster-role-arn",
        "cluster-security-group-id",
        "certificate-authority",
        "endpoint",
        "node-role-arn-gpu",
        "node-role-arn-system",
        "oidc-issuer",
        "secrets-key-arn",
    }
    page = (ROOT / "docs" / "reference" / "outputs.md").read_text(encoding="utf-8")
    for stack in ("network", "cluster"):
        assert [name for name in made[stack]["output"] if f"`{general(name)}`" not in page] == []


def general(output: str) -> str:
    """An output's name as the page has it."""
    return re.sub(r"us-west-2[ab]$", "<zone>", re.sub(r"(?<=node-role-arn-)\w+", "<kind>", output))


def test_system_nodes_have_a_release_and_update_settings(stacks: Callable[..., Stacks]) -> None:
    def system(**fields: Any) -> dict[str, Any]:
        group: dict[str, Any] = stacks(system_nodes=fields)["cluster"]["resource"]["aws_eks_node_group"]["system_nodes"]
        return group

    assert "release_version" not in system()
    assert system()["update_config"] == {"max_unavailable": 1}
    made = system(ami={"release_version": "1.35.2-20260714"}, update={"max_unavailable_percentage": 50})
    assert made["release_version"] == "1.35.2-20260714"
    assert made["update_config"] == {"max_unavailable_percentage": 50}
    assert system(update={"strategy": "minimal"})["update_config"]["update_strategy"] == "MINIMAL"
    newer = stacks(system_nodes={"update": {"strategy": "minimal"}})["cluster"]["terraform"]["required_providers"]
    assert newer["aws"]["version"] == "6.69.1"


@pytest.mark.parametrize(
    ("most", "update", "minutes"),
    [
        # The provider's own hour at least; then the 20 minutes that a node may take, one after the other or together.
        (1, {"max_unavailable": 1}, 60),
        (2, {"max_unavailable": 1}, 60),
        (12, {"max_unavailable": 1}, 260),
        (12, {"max_unavailable": 4}, 80),
        (450, {"max_unavailable_percentage": 10}, 220),
        (450, {"max_unavailable": 1}, 9020),
    ],
)
def test_terraform_waits_as_long_as_an_update_may_take(
    stacks: Callable[..., Stacks], most: int, update: dict[str, int], minutes: int
) -> None:
    made = stacks(**{"gpu_node_groups[0].max_per_zone": most, "gpu_node_groups[0].update": update})
    group = made["cluster"]["resource"]["aws_eks_node_group"]["gpu-gpu_us-west-2a"]
    assert group["timeouts"] == {"delete": f"{minutes}m", "update": f"{minutes}m"}


def test_a_schedule_that_raises_the_maximum_counts_in_the_timeout(stacks: Callable[..., Stacks]) -> None:
    made = stacks(**{"gpu_node_groups[0].schedules": [{"cron": "0 7 * * 1", "max_per_zone": 12}]})
    assert made["cluster"]["resource"]["aws_eks_node_group"]["gpu-gpu_us-west-2a"]["timeouts"]["update"] == "260m"


def test_an_auto_scaling_group_gets_the_tags_of_its_own_node_group(stacks: Callable[..., Stacks]) -> None:
    tags = stacks()["cluster"]["resource"]["aws_autoscaling_group_tag"]

    assert set(tags) == {"gpu-gpu_us-west-2a-tags", "gpu-gpu_us-west-2b-tags"}
    for name, tag in tags.items():
        node_group = f"aws_eks_node_group.{name.removesuffix('-tags')}"
        assert tag["autoscaling_group_name"] == f"${{{node_group}.resources[0].autoscaling_groups[0].name}}"
        assert tag["tag"] == {"key": "${each.key}", "value": "${each.value}", "propagate_at_launch": False}
        assert tag["for_each"]["k8s.io/cluster-autoscaler/node-template/taint/nvidia.com/gpu"] == "present:NoSchedule"


def test_a_schedule_leaves_alone_what_it_does_not_say(stacks: Callable[..., Stacks]) -> None:
    schedule = {"cron": "0 7 * * 1-5", "time_zone": "Europe/Berlin", "min_per_zone": 1}
    resources = stacks(**{"gpu_node_groups[0].schedules": [schedule]})["cluster"]["resource"]
    made = resources["aws_autoscaling_schedule"]

    key = "0-7-x-x-1-5-europe-berlin-a0dafb39"
    assert set(made) == {f"gpu-gpu_us-west-2a-schedule-{key}", f"gpu-gpu_us-west-2b-schedule-{key}"}
    one = made[f"gpu-gpu_us-west-2a-schedule-{key}"]
    assert (one["min_size"], one["max_size"], one["desired_capacity"]) == (1, -1, -1)
    assert (one["recurrence"], one["time_zone"]) == ("0 7 * * 1-5", "Europe/Berlin")


def test_a_warm_pool_asks_for_a_provider_that_has_it(stacks: Callable[..., Stacks]) -> None:
    cluster = stacks(**{"gpu_node_groups[0].warm_pool": {"min": 1, "state": "hibernated"}})["cluster"]
    group = cluster["resource"]["aws_eks_node_group"]["gpu-gpu_us-west-2a"]

    assert group["warm_pool_config"] == {
        "min_size": 1,
        "pool_state": "HIBERNATED",
        "reuse_on_scale_in": False,
    }
    assert cluster["terraform"]["required_providers"]["aws"]["version"] == "6.69.1"
    assert stacks()["cluster"]["terraform"]["required_providers"]["aws"]["version"] == "6.25.0"


@pytest.mark.parametrize(("tier", "version"), [("tier-8xl", "6.69.1"), ("tier-4xl", "6.25.0")])
def test_the_largest_tier_asks_for_a_provider_that_has_it(
    stacks: Callable[..., Stacks], tier: str, version: str
) -> None:
    cluster = stacks(control_plane={"scaling_tier": tier})["cluster"]

    assert cluster["resource"]["aws_eks_cluster"]["eks_cluster"]["control_plane_scaling_config"] == {"tier": tier}
    assert cluster["terraform"]["required_providers"]["aws"]["version"] == version


def test_container_insights_of_others_is_left_to_them(stacks: Callable[..., Stacks]) -> None:
    entry = {"addons": {"amazon-cloudwatch-observability": "existing"}, "monitoring": {"cloudwatch": True}}
    names = {one["addon_name"] for one in stacks(**entry)["cluster"]["resource"]["aws_eks_addon"].values()}
    ours = {
        one["addon_name"]
        for one in stacks(monitoring={"cloudwatch": True})["cluster"]["resource"]["aws_eks_addon"].values()
    }

    assert ours - names == {"amazon-cloudwatch-observability"}


def test_a_warm_pool_is_a_block_in_hcl_too(tmp_path: Path) -> None:
    spec = changed({"gpu_node_groups[0].warm_pool": {"min": 1}})
    script = (
        "import json, sys; from eks_gpu import declaration; from eks_gpu.spec import parse;"
        "from eks_gpu.stacks.app import build;"
        "build([declaration.check(parse(json.loads(sys.argv[1]))).design], sys.argv[2]).synth()"
    )
    # The engine reads the variable once, when it starts.
    environment = os.environ | {"SYNTH_HCL_OUTPUT": "true", "PYTHONPATH": f"{ROOT}:{ROOT / 'constructs'}"}
    command = [sys.executable, "-W", "ignore", "-c", script, json.dumps(spec), str(tmp_path)]
    subprocess.run(command, env=environment, check=True, capture_output=True)

    text = (tmp_path / "stacks" / "base-cluster" / "cdk.tf").read_text(encoding="utf-8")
    assert re.search(r"^\s*warm_pool_config \{", text, flags=re.MULTILINE)
    assert re.search(r"^\s*min_size = 1$", text, flags=re.MULTILINE)


def test_priorities_are_a_config_map_that_the_autoscaler_may_watch(stacks: Callable[..., Stacks]) -> None:
    platform = stacks(**{"gpu_node_groups[0].priority": 20})["platform"]["resource"]
    data = only(platform["kubernetes_config_map_v1"])

    assert data["metadata"]["name"] == "cluster-autoscaler-priority-expander"
    priorities = YAML(typ="safe", pure=True).load(data["data"]["priorities"])
    assert set(priorities) == {20, 0}
    assert len(priorities[20]) == 2
    rules = only(platform["kubernetes_role_v1"])["rule"]
    assert {"api_groups": [""], "resources": ["configmaps"], "verbs": ["list", "watch"]} in rules
    assert "kubernetes_config_map_v1" not in stacks()["platform"]["resource"]


def test_pods_on_spot_nodes_end_before_the_node_does(stacks: Callable[..., Stacks]) -> None:
    spot = {"gpu_node_groups[0].capacity": "spot", "workloads[0].kind": "deployment"}
    (pod,) = pods(stacks(**spot)["workloads"]["resource"]["kubernetes_deployment_v1"])

    assert pod["termination_grace_period_seconds"] == 100
    (spread,) = pod["topology_spread_constraint"]
    assert (spread["topology_key"], spread["when_unsatisfiable"]) == ("topology.kubernetes.io/zone", "ScheduleAnyway")


def test_a_spread_counts_zones_that_have_no_node_yet(stacks: Callable[..., Stacks]) -> None:
    (pod,) = pods(stacks(**{"workloads[0].zone_spread": True})["workloads"]["resource"]["kubernetes_job_v1"])

    (spread,) = pod["topology_spread_constraint"]
    assert (spread["min_domains"], spread["max_skew"], spread["when_unsatisfiable"]) == (2, 1, "DoNotSchedule")


def test_a_spread_counts_no_zone_that_the_pod_cannot_go_to(stacks: Callable[..., Stacks]) -> None:
    """With a zone of another selector, or of a group that is too small, each zone would hold a single pod."""
    serves = {"workloads[0].kind": "deployment", "workloads[0].zone_spread": True, "workloads[0].replicas": 2}
    selector = {"workloads[0].node_selector": {"topology.kubernetes.io/zone": "us-west-2a"}}
    (pod,) = pods(stacks(**serves, **selector)["workloads"]["resource"]["kubernetes_deployment_v1"])
    assert pod["topology_spread_constraint"][0]["min_domains"] == 1

    groups = [
        {"name": "gpu", "instance_types": ["g5.12xlarge"], "max_per_zone": 4},
        {"name": "more", "instance_types": ["g5.12xlarge"], "max_per_zone": 4},
        {"name": "small", "instance_types": ["g5.xlarge"], "max_per_zone": 4, "zones": ["us-west-2c"]},
    ]
    named = {
        "network": {"zones": ["us-west-2a", "us-west-2b", "us-west-2c"]},
        "gpu_node_groups": [{**group, "zones": group.get("zones", ["us-west-2a", "us-west-2b"])} for group in groups],
        "workloads[0].node_groups": ["gpu", "more", "small"],
        "workloads[0].gpus": 4,
    }
    (pod,) = pods(stacks(**serves, **named)["workloads"]["resource"]["kubernetes_deployment_v1"])
    assert pod["topology_spread_constraint"][0]["min_domains"] == 2
    (term,) = pod["affinity"]["node_affinity"]["required_during_scheduling_ignored_during_execution"][
        "node_selector_term"
    ]
    assert term["match_expressions"][0]["values"] == ["gpu", "more"]


@pytest.mark.parametrize(
    ("kind", "resource", "pod"),
    [
        ("job", "kubernetes_job_v1", "spec[0].template[0].spec[0]"),
        ("training_job", "kubernetes_job_v1", "spec[0].template[0].spec[0]"),
        ("pod", "kubernetes_pod_v1", "spec[0]"),
    ],
)
def test_no_running_job_is_replaced_for_its_groups_and_zones(
    stacks: Callable[..., Stacks], kind: str, resource: str, pod: str
) -> None:
    nodes = {"workloads[0].nodes": 1} if kind == "training_job" else {}
    job = only(stacks(**{"workloads[0].kind": kind, **nodes})["workloads"]["resource"][resource])

    assert {f"{pod}.affinity", f"{pod}.topology_spread_constraint"} <= set(job["lifecycle"]["ignore_changes"])


def pods(resources: dict[str, Any]) -> list[dict[str, Any]]:
    """The pod of each; a block is a list of one or the block itself."""
    return [block(block(block(resource["spec"])["template"])["spec"]) for resource in resources.values()]


def block(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def test_pods_of_further_blocks_reach_endpoints(stacks: Callable[..., Stacks]) -> None:
    """With custom networking pods call ECR and STS from a secondary block, which the first one does not contain."""
    blocks = {"network.secondary_cidrs": ["100.64.0.0/16"], "network.endpoints": ["sts"]}
    rules = stacks(**blocks)["network"]["resource"]["aws_vpc_security_group_ingress_rule"]
    assert {rule["cidr_ipv4"] for rule in rules.values()} == {"10.0.0.0/16", "100.64.0.0/16"}
