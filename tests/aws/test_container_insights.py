"""Container Insights and its alarms: the agent's permissions and settings, and the alarms that fire."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.design.monitoring.alarms import design_alarms
from eks_gpu.spec import ClusterSpec
from tests.aws.permissions import Policy, allowed
from tests.specs import BASE
from tests.synthesized import SPECS, synthesize

pytestmark = pytest.mark.engine
NAME = "amazon-cloudwatch-observability"
TOPIC = "arn:aws:sns:us-west-2:111122223333:gpu-alarms"
GROUP = "arn:aws:logs:us-west-2:111122223333:log-group:/aws/containerinsights/{}/performance{}"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    (file,) = [path for path in SPECS if path.stem == "watched"]
    return synthesize([file], tmp_path_factory.mktemp("watched")).stack("watched-cluster")["resource"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def policy(stack: dict[str, Any]) -> list[Policy]:
    role = f"${{aws_iam_role.system-addons_{NAME}-role_role.name}}"
    attached = [one for one in stack["aws_iam_role_policy_attachment"].values() if one["role"] == role]
    assert attached == []
    return [json.loads(one["policy"]) for one in stack["aws_iam_role_policy"].values() if one["role"] == role]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("logs:PutLogEvents", GROUP.format("watched", ":log-stream:node-1")),
        ("logs:CreateLogStream", GROUP.format("watched", "")),
        ("ec2:DescribeTags", "*"),
        ("ec2:DescribeVolumes", "*"),
    ],
)
def test_the_agent_may(policy: list[Policy], action: str, resource: str) -> None:
    assert allowed(policy, action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("logs:PutLogEvents", GROUP.format("other", ":log-stream:node-1")),
        ("logs:PutLogEvents", GROUP.format("watched-2", "")),
        ("logs:CreateLogGroup", GROUP.format("watched", "")),
        ("logs:PutRetentionPolicy", GROUP.format("watched", "")),
        ("logs:GetLogEvents", GROUP.format("watched", "")),
        ("ssm:GetParameter", "arn:aws:ssm:us-west-2:111122223333:parameter/AmazonCloudWatch-x"),
        ("xray:PutTraceSegments", "*"),
        ("ec2:TerminateInstances", "*"),
        ("cloudwatch:PutMetricData", "*"),
    ],
)
def test_the_agent_may_not(policy: list[Policy], action: str, resource: str) -> None:
    assert not allowed(policy, action, resource)


def test_its_logs_are_kept_thirty_days_in_a_group_that_exists_first(stack: dict[str, Any]) -> None:
    (key,) = [key for key, one in stack["aws_cloudwatch_log_group"].items() if "containerinsights" in one["name"]]
    addon = stack["aws_eks_addon"][f"system-addons_{NAME}"]

    assert stack["aws_cloudwatch_log_group"][key]["retention_in_days"] == 30
    assert f"aws_cloudwatch_log_group.{key}" in addon["depends_on"]
    assert addon["pod_identity_association"][0]["service_account"] == "cloudwatch-agent"


def test_nothing_is_collected_or_instrumented_unasked(stack: dict[str, Any]) -> None:
    settings = json.loads(stack["aws_eks_addon"][f"system-addons_{NAME}"]["configuration_values"])

    assert settings["containerLogs"] == {"enabled": False}
    collected = settings["agent"]["config"]["logs"]["metrics_collected"]
    assert set(collected) == {"kubernetes"}
    assert collected["kubernetes"]["accelerated_compute_metrics"] is True


def test_the_gpu_agent_tolerates_the_gpu_taints(stack: dict[str, Any]) -> None:
    """Else the agent finds no DCGM, calls every GPU broken, and node auto repair replaces sound nodes."""
    settings = json.loads(stack["aws_eks_addon"]["system-addons_eks-node-monitoring-agent"]["configuration_values"])

    assert settings["dcgmAgent"]["tolerations"] == [
        {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
        {"key": "team", "operator": "Equal", "value": "vision", "effect": "NoSchedule"},
    ]


def test_the_gpu_agent_runs_on_types_that_aws_has_not_listed(stack: dict[str, Any]) -> None:
    """Its own list lacks gr6, and g7 before 1.6.7; a label of every GPU group is in its place."""
    settings = json.loads(stack["aws_eks_addon"]["system-addons_eks-node-monitoring-agent"]["configuration_values"])
    required = settings["dcgmAgent"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    (term,) = required["nodeSelectorTerms"]
    design = design_cluster(ClusterSpec.model_validate(BASE))
    (label, arch) = term["matchExpressions"]

    assert design.gpu_groups[0].labels[label["key"]] in label["values"]
    assert (arch["key"], arch["values"]) == ("kubernetes.io/arch", ["amd64"])


def test_its_settings_have_keys_that_the_add_on_knows(stack: dict[str, Any]) -> None:
    """aws/eks-node-monitoring-agent charts/configuration.schema.json, DCGMAgent: EKS refuses any other key."""
    settings = json.loads(stack["aws_eks_addon"]["system-addons_eks-node-monitoring-agent"]["configuration_values"])

    assert set(settings) == {"dcgmAgent"}
    assert set(settings["dcgmAgent"]) == {"affinity", "tolerations"}


def test_alarms_are_of_the_cluster_and_tell_the_topics(stack: dict[str, Any]) -> None:
    found = stack["aws_cloudwatch_metric_alarm"].values()

    assert {one["alarm_name"] for one in found} == {
        f"watched-{what}" for what in ("gpus-idle", "gpu-memory-full", "pods-pending", "nodes-failed")
    }
    for one in found:
        assert one["namespace"] == "ContainerInsights"
        assert one["dimensions"] == {"ClusterName": "watched"}
        assert one["alarm_actions"] == one["ok_actions"] == [TOPIC]
        assert one["treat_missing_data"] == "notBreaching"
        assert one["period"] * one["evaluation_periods"] <= 24 * 3600


@pytest.mark.parametrize(
    ("name", "goes_off", "minutes"),
    [
        ("gpus-idle", ("Average", "LessThanOrEqualToThreshold", 5), 60),
        ("gpu-memory-full", ("Maximum", "GreaterThanOrEqualToThreshold", 97.8), 15),
        # A pod that waits all the time has five samples in five minutes; several that wait for seconds each have not.
        ("pods-pending", ("Sum", "GreaterThanOrEqualToThreshold", 5), 10),
        ("nodes-failed", ("Maximum", "GreaterThanOrEqualToThreshold", 1), 15),
    ],
)
def test_an_alarm_has_the_thresholds_of_the_declaration(
    stack: dict[str, Any], name: str, goes_off: tuple[str, str, float], minutes: int
) -> None:
    alarm = stack["aws_cloudwatch_metric_alarm"][f"alarms_{name}"]

    assert (alarm["statistic"], alarm["comparison_operator"], alarm["threshold"]) == goes_off
    assert alarm["period"] * alarm["evaluation_periods"] == minutes * 60


@pytest.mark.parametrize(
    "monitoring", [{}, {"cloudwatch": True}, {"dcgm_exporter": True, "alarm_topics": [TOPIC]}], ids=str
)
def test_no_alarm_is_made_unasked(monitoring: dict[str, Any]) -> None:
    design = design_cluster(ClusterSpec.model_validate({**BASE, "monitoring": monitoring}))

    assert design_alarms(design.spec, design.gpu_groups) == design.alarms == ()


def test_a_cluster_without_gpu_groups_tells_the_agent_nothing() -> None:
    design = design_cluster(ClusterSpec.model_validate({**BASE, "gpu_node_groups": [], "workloads": []}))

    assert {addon.name: addon.settings for addon in design.addons}["eks-node-monitoring-agent"] is None
