"""The stacks of the examples, as a reviewer reads them.

A snapshot shows every change; the asserts beside it say what must not change, whatever else does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from tests.synthesized import EXAMPLES, Synthesized, stack_names

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.engine
# For a cluster that others made.
EXISTING = "existing"
# Their GPU nodes are bought one by one.
WITH_POOLS = {"auto-mode", "karpenter-serving"}
CLUSTERS = [path.stem for path in EXAMPLES if path.stem != EXISTING]
STACKS = stack_names(EXAMPLES)


def only(resources: dict[str, Any]) -> dict[str, Any]:
    (resource,) = resources.values()
    assert isinstance(resource, dict)
    return resource


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_is_as_it_was(name: str, synthesized: Synthesized, snapshot: SnapshotAssertion) -> None:
    assert synthesized.stack(name) == snapshot(extension_class=JSONSnapshotExtension)


def test_every_cluster_has_four_stacks(synthesized: Synthesized) -> None:
    """But one of others has no network."""
    kinds = ("network", "cluster", "platform", "workloads")
    created = [f"{cluster}-{kind}" for cluster in CLUSTERS for kind in kinds]
    assert synthesized.names() == sorted([*created, *(f"{EXISTING}-{kind}" for kind in kinds[1:])])


def test_on_a_cluster_of_others_only_gpu_nodes_are_created(synthesized: Synthesized) -> None:
    kinds = set(synthesized.stack(f"{EXISTING}-cluster")["resource"])

    assert kinds == {
        "aws_autoscaling_group_tag",
        "aws_eks_node_group",
        "aws_iam_role",
        "aws_iam_role_policy_attachment",
        "aws_launch_template",
        "aws_placement_group",
        "terraform_data",
    }
    platform = synthesized.stack(f"{EXISTING}-platform")["resource"]
    assert set(platform) == {"kubernetes_daemon_set_v1", "kubernetes_priority_class_v1"}


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_gpu_groups_start_at_zero_behind_the_taint(cluster: str, synthesized: Synthesized) -> None:
    groups = synthesized.stack(f"{cluster}-cluster")["resource"]["aws_eks_node_group"]
    gpu = {name: group for name, group in groups.items() if name.startswith("gpu-")}
    assert bool(gpu) is (cluster not in WITH_POOLS)
    for name, group in gpu.items():
        assert group["scaling_config"]["min_size"] == group["scaling_config"]["desired_size"] == 0, name
        assert group["taint"] == [{"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}], name
        assert group["ami_type"] == "AL2023_x86_64_NVIDIA", name
        assert group["labels"]["nvidia.com/gpu.present"] == "true", name
        assert group["lifecycle"]["ignore_changes"] == ["scaling_config[0].desired_size"], name
        assert len(group["subnet_ids"]) == 1, name
    system = groups["system_nodes"]
    assert "taint" not in system
    assert system["scaling_config"]["min_size"] >= 1


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_launch_templates_keep_metadata_in_and_disks_encrypted(cluster: str, synthesized: Synthesized) -> None:
    templates = synthesized.stack(f"{cluster}-cluster")["resource"]["aws_launch_template"]
    for name, template in templates.items():
        assert template["metadata_options"] == {
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
        }, name
        assert [mapping["ebs"]["encrypted"] for mapping in template["block_device_mappings"]] == ["true"], name
        assert "vpc_security_group_ids" not in template, name
        assert {tags["resource_type"] for tags in template["tag_specifications"]} >= {"instance", "volume"}, name


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_cluster_is_closed_and_explicit(cluster: str, synthesized: Synthesized) -> None:
    made = only(synthesized.stack(f"{cluster}-cluster")["resource"]["aws_eks_cluster"])
    assert made["bootstrap_self_managed_addons"] is False
    assert made["access_config"]["authentication_mode"] == "API"
    assert made["vpc_config"]["endpoint_private_access"] is True
    assert "0.0.0.0/0" not in made["vpc_config"]["public_access_cidrs"]
    assert len(made["vpc_config"]["subnet_ids"]) == 2
    assert made["encryption_config"]["resources"] == ["secrets"]
    assert "aws_cloudwatch_log_group.eks_log-group" in made["depends_on"]


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_addons_come_in_the_order_that_works(cluster: str, synthesized: Synthesized) -> None:
    """Agent, then network, then nodes, then what runs on nodes."""
    resources = synthesized.stack(f"{cluster}-cluster")["resource"]
    addons, groups = resources["aws_eks_addon"], resources["aws_eks_node_group"]
    agent = "aws_eks_addon.network-addons_eks-pod-identity-agent"
    assert "depends_on" not in addons["network-addons_eks-pod-identity-agent"]
    for name in ("network-addons_vpc-cni", "network-addons_kube-proxy"):
        assert agent in addons[name]["depends_on"]
        for group in groups.values():
            assert f"aws_eks_addon.{name}" in group["depends_on"]
    for name in addons:
        if name.startswith("system-addons_"):
            assert "aws_eks_node_group.system_nodes" in addons[name]["depends_on"]
        assert addons[name]["addon_version"].startswith("v")
        assert addons[name]["resolve_conflicts_on_update"] == "OVERWRITE"


@pytest.mark.parametrize("name", STACKS)
def test_nothing_of_this_machine_is_written(name: str, synthesized: Synthesized) -> None:
    text = synthesized.path(name).read_text(encoding="utf-8")
    assert str(synthesized.folder) not in text
    assert synthesized.stack(name)["terraform"]["backend"] == {"local": {"path": f"../../../.state/{name}.tfstate"}}
    assert synthesized.stack(name)["terraform"]["required_version"] == ">= 1.10.0"


@pytest.mark.parametrize("name", [name for name in STACKS if name.endswith(("platform", "workloads"))])
def test_the_token_is_made_anew_and_never_stored(name: str, synthesized: Synthesized) -> None:
    stack = synthesized.stack(name)
    (provider,) = stack["provider"]["kubernetes"]
    token = provider["token"]
    assert token == "${ephemeral.aws_eks_cluster_auth.cluster.token}"
    assert provider["host"] == "${data.aws_eks_cluster.cluster.endpoint}"
    assert stack["ephemeral"]["aws_eks_cluster_auth"] == {"cluster": {"name": name.rsplit("-", 1)[0]}}
