"""The autoscaler starts with its flags, and may do what it does."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import get_session

from eks_gpu import catalog
from eks_gpu.design import design_cluster
from eks_gpu.design.autoscaling.autoscaler_access import READ_ACTIONS, SCALE_ACTIONS
from eks_gpu.design.cluster.names import own_tag
from eks_gpu.spec import ClusterSpec
from tests.autoscaler.flags import EXPANDERS, VERSIONS, flags
from tests.autoscaler.template import tags_of_eks
from tests.autoscaler.values import number, seconds
from tests.specs import changed

if TYPE_CHECKING:
    from tests.autoscaler.clusters import Cluster

# Every way in which flags come to be: a network without a way out, priorities, settings.
CHANGES: dict[str, dict[str, Any]] = {
    "base": {},
    "sealed": {"network": {"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]}},
    "priority": {"gpu_node_groups[0].priority": 10},
    "settings": {
        "autoscaler.max_node_provision_time": "90s",
        "autoscaler.scale_down_unneeded": "1h",
        "autoscaler.gpu_utilization_threshold": 0.25,
    },
}
# Each with the text it takes after '='; None takes none.
VALUES = {
    "expander": lambda text: set(text.split(",")) <= EXPANDERS,
    "max-node-provision-time": seconds,
    "scale-down-delay-after-add": seconds,
    "scale-down-gpu-utilization-threshold": number,
    "scale-down-unneeded-time": seconds,
}
# Calls of its AWS provider (`cluster-autoscaler/cloudprovider/aws/` at 1.36.1; 1.32.7, 1.33.6 and 1.34.5 make
# the same calls through an older SDK), with the calling function.
CALLS = {
    "autoscaling:DescribeAutoScalingGroups": "aws_wrapper.go: getAutoscalingGroupsByNames, getAutoscalingGroupsByTags",
    "autoscaling:DescribeLaunchConfigurations": "aws_wrapper.go: getInstanceTypeByLaunchConfigNames",
    "autoscaling:DescribeScalingActivities": "auto_scaling_groups.go: isNodeGroupAvailable",
    "autoscaling:SetDesiredCapacity": "auto_scaling_groups.go: setAsgSizeNoLock",
    "autoscaling:TerminateInstanceInAutoScalingGroup": "auto_scaling_groups.go: DeleteInstances",
    "ec2:DescribeImages": "aws_wrapper.go: getInstanceTypeFromInstanceRequirements",
    "ec2:DescribeInstanceTypes": "aws_util.go: GenerateEC2InstanceTypes",
    "ec2:DescribeLaunchTemplateVersions": "aws_wrapper.go: getLaunchTemplateData",
    "ec2:GetInstanceTypesFromInstanceRequirements": "aws_wrapper.go: getInstanceTypeFromInstanceRequirements",
    "eks:DescribeNodegroup": "aws_wrapper.go: getManagedNodegroupInfo",
}
WRITES = {"autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"}


def arguments(minor: str, changes: dict[str, Any]) -> tuple[str, ...]:
    spec = ClusterSpec.model_validate(changed({"kubernetes_version": minor, **changes}))
    autoscaler = design_cluster(spec).autoscaler
    assert autoscaler
    return autoscaler.arguments


def test_the_lists_are_of_the_versions_that_are_pinned() -> None:
    pinned = {
        minor: catalog.image("cluster-autoscaler", minor).rpartition(":v")[2]
        for minor in catalog.image_minors("cluster-autoscaler")
    }
    assert pinned == VERSIONS


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("minor", VERSIONS)
def test_every_flag_exists(minor: str, changes: dict[str, Any]) -> None:
    given = arguments(minor, changes)
    names = {text.removeprefix("--").partition("=")[0] for text in given}

    assert all(text.startswith("--") for text in given)
    assert names <= flags(minor)


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_every_flag_has_a_value_that_it_takes(changes: dict[str, Any]) -> None:
    given = [text.removeprefix("--").partition("=")[::2] for text in arguments("1.36", changes)]
    for name, text in given:
        if name in VALUES:
            assert VALUES[name](text), f"{name}={text}"
    # Only these flags may occur several times.
    names = [name for name, _ in given if name != "balancing-ignore-label"]
    assert len(names) == len(set(names))


def test_flags_that_came_and_went_are_told_apart() -> None:
    assert "max-empty-bulk-delete" in flags("1.32") - flags("1.33")
    assert "startup-taint-prefix" in flags("1.36") - flags("1.35")


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_groups_are_found_by_tags_that_eks_sets(changes: dict[str, Any]) -> None:
    """A group needs all of the keys; EKS sets them, so our tags need not."""
    given = arguments("1.36", {"name": "mine", **changes})
    (found,) = (text for text in given if text.startswith("--node-group-auto-discovery="))
    keys = re.fullmatch(r"--node-group-auto-discovery=asg:tag=(.+)", found)

    assert keys
    assert set(keys[1].split(",")) <= tags_of_eks("mine").keys()
    assert "k8s.io/cluster-autoscaler/mine" in keys[1].split(","), "it would scale the groups of every cluster"


# --- Permissions ---


@cache
def operations(service: str) -> list[str]:
    names: list[str] = get_session().get_service_model(service).operation_names
    return names


@pytest.mark.parametrize("action", sorted({*READ_ACTIONS, *SCALE_ACTIONS, *CALLS}))
def test_every_action_exists(action: str) -> None:
    service, _, operation = action.partition(":")

    assert operation in operations(service)


def statements(cluster: Cluster) -> list[dict[str, Any]]:
    """All that the autoscaler's role allows."""
    resources = cluster.stack["resource"]
    (association,) = (
        found
        for found in resources["aws_eks_pod_identity_association"].values()
        if found["service_account"] == "cluster-autoscaler"
    )
    role = association["role_arn"].removesuffix(".arn}")
    policies = [
        json.loads(policy["policy"])
        for policy in resources["aws_iam_role_policy"].values()
        if policy["role"] == f"{role}.name}}"
    ]
    return [statement for policy in policies for statement in policy["Statement"]]


def scaled(clusters: dict[str, Cluster]) -> list[Cluster]:
    return [cluster for cluster in clusters.values() if cluster.design.autoscaler]


@pytest.mark.engine
def test_every_call_is_allowed(clusters: dict[str, Cluster]) -> None:
    for cluster in scaled(clusters):
        allowed = statements(cluster)
        assert {one["Effect"] for one in allowed} == {"Allow"}
        for call, where in CALLS.items():
            assert [one for one in allowed if call in one["Action"]], f"{call} ({where})"
        # The README asks for one more, which none of these versions calls.
        more = {action for one in allowed for action in one["Action"]} - CALLS.keys()
        assert more == {"autoscaling:DescribeAutoScalingInstances"}


@pytest.mark.engine
def test_only_what_changes_something_has_a_condition_that_eks_fulfils(clusters: dict[str, Cluster]) -> None:
    """Describe calls know no tags: a condition on one would never be true."""
    for cluster in scaled(clusters):
        name = cluster.design.name
        for statement in statements(cluster):
            if "Condition" not in statement:
                assert not WRITES & set(statement["Action"])
                continue
            assert set(statement["Action"]) <= WRITES
            assert statement["Condition"].keys() == {"StringEquals"}
            for key, value in statement["Condition"]["StringEquals"].items():
                tag = key.removeprefix("aws:ResourceTag/")
                # On a cluster of others, a tag of eks-gpu's own tells its groups from theirs.
                own = {own_tag(name): "owned"} if cluster.design.spec.existing_cluster else {}
                assert {**tags_of_eks(name), **own}[tag] == value, key
                assert tag.endswith(f"/{name}"), "the groups of another cluster"


@pytest.mark.engine
def test_the_role_reads_node_groups_of_its_own_cluster(clusters: dict[str, Cluster]) -> None:
    for cluster in scaled(clusters):
        design = cluster.design
        resources = {tuple(statement["Action"]): statement["Resource"] for statement in statements(cluster)}
        (pattern,) = resources.pop(("eks:DescribeNodegroup",))
        assert set(map(tuple, resources.values())) == {("*",)}
        arn = f"arn:{design.partition}:eks:{design.spec.region}:111122223333:nodegroup"
        for group in cluster.stack["resource"]["aws_eks_node_group"].values():
            made = f"{group['node_group_name_prefix']}20260101120000000000000001/7ac1-44"
            assert fnmatchcase(f"{arn}/{design.name}/{made}", pattern)
            assert not fnmatchcase(f"{arn}/{design.name}-2/{made}", pattern)
