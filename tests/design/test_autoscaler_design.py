"""How the autoscaler is told to behave, and by which names it knows groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import GONE, changed

if TYPE_CHECKING:
    from eks_gpu.design.autoscaling.autoscaler import AutoscalerDesign

GROUP = "gpu_node_groups[0]."
SEALED = {"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]}
TEMPLATE = "k8s.io/cluster-autoscaler/node-template/"


def cluster(changes: dict[str, Any]) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed(changes)))


def autoscaler(changes: dict[str, Any]) -> AutoscalerDesign:
    found = cluster(changes).autoscaler
    assert found
    return found


def test_settings_are_flags() -> None:
    settings = {
        "autoscaler.max_node_provision_time": "10m",
        "autoscaler.scale_down_unneeded": "1h",
        "autoscaler.scale_down_delay_after_add": "90s",
        "autoscaler.gpu_utilization_threshold": 1,
    }

    assert {
        "--max-node-provision-time=10m",
        "--scale-down-unneeded-time=1h",
        "--scale-down-delay-after-add=90s",
        "--scale-down-gpu-utilization-threshold=1",
    } <= set(autoscaler(settings).arguments)


@pytest.mark.parametrize(
    ("changes", "expander"),
    [
        ({}, "least-waste"),
        ({GROUP + "priority": 0}, "priority,least-waste"),
        ({"autoscaler.expander": "priority"}, "priority,least-waste"),
        ({"autoscaler.expander": "least-waste", GROUP + "priority": 5}, "least-waste"),
    ],
)
def test_the_expander_follows_from_the_groups(changes: dict[str, Any], expander: str) -> None:
    assert f"--expander={expander}" in autoscaler(changes).arguments


def test_priorities_name_the_groups_own_auto_scaling_groups_and_no_others() -> None:
    base = changed({})["gpu_node_groups"][0]
    # One name begins like the other, zone and all.
    groups = [
        {**base, "priority": 20},
        {**base, "name": "gpu-us-west-2a"},
        {**base, "name": "all", "max_per_zone": None, "max": 2, "priority": 5},
    ]
    found = autoscaler({"gpu_node_groups": groups}).priorities

    assert list(found) == [20, 5, 0]
    digits = "20261121113012345600000001"
    mine = [f"eks-gpu-us-west-2{zone}-{digits}-1ab-2cd" for zone in "ab"]
    assert [[bool(re.search(pattern, name)) for pattern in found[20]] for name in mine] == [
        [True, False],
        [False, True],
    ]
    assert not any(re.search(pattern, f"eks-gpu-us-west-2a-us-west-2a-{digits}-1ab") for pattern in found[20])
    assert re.search(found[5][0], f"eks-all-{digits}-1ab")
    # A group that no pattern matches would never get a node.
    assert found[0] == (".*",)


@pytest.mark.parametrize(
    ("changes", "static"),
    [
        ({}, False),
        ({"network": SEALED}, True),
        ({"network": SEALED, GROUP + "instance_types": ["p6-b300.48xlarge"]}, False),
        ({"network": SEALED, "system_nodes": {"instance_types": ["m9g.large"]}}, False),
    ],
)
def test_its_own_list_of_types_is_used_only_where_it_is_complete(changes: dict[str, Any], static: bool) -> None:  # noqa: FBT001
    assert ("--aws-use-static-instance-list=true" in autoscaler(changes).arguments) is static


@pytest.mark.parametrize(
    "change",
    [
        {GROUP + "labels": {"team": "ml"}},
        {GROUP + "taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}]},
        {GROUP + "disk_gib": 300},
        {GROUP + "instance_types": ["g5.2xlarge"]},
    ],
    ids=str,
)
def test_it_restarts_when_a_group_at_zero_changes(change: dict[str, Any]) -> None:
    assert autoscaler(change).fingerprint != autoscaler({}).fingerprint


def test_it_does_not_restart_for_sizes() -> None:
    assert autoscaler({GROUP + "max_per_zone": 9}).fingerprint == autoscaler({}).fingerprint


def test_tags_of_auto_scaling_groups() -> None:
    changes = {
        GROUP + "taints": [{"key": "team", "value": "ml", "effect": "NoExecute"}],
        GROUP + "labels": {"example.com/team": "ml"},
        GROUP + "autoscaling": {"scale_down_unneeded": "30m", "gpu_utilization_threshold": 0.75},
    }
    tags = cluster(changes).gpu_groups[0].auto_scaling_tags

    assert {key.removeprefix(TEMPLATE): value for key, value in tags.items()} == {
        "resources/ephemeral-storage": "179Gi",
        "label/eks-gpu.io/gpu-model": "a10g",
        "label/eks-gpu.io/group": "gpu",
        "label/eks-gpu.io/sharing": "none",
        "label/example.com/team": "ml",
        "label/k8s.amazonaws.com/accelerator": "nvidia-a10g",
        "label/nvidia.com/gpu.present": "true",
        "taint/nvidia.com/gpu": "present:NoSchedule",
        "taint/team": "ml:NoExecute",
        "autoscaling-options/scaledownunneededtime": "30m",
        "autoscaling-options/scaledowngpuutilizationthreshold": "0.75",
    }


def test_schedules_go_to_every_node_group_of_a_group() -> None:
    at = {"cron": "0 7 * * 1-5", "time_zone": "Europe/Berlin"}
    (zone_a, zone_b) = cluster({GROUP + "schedules": [{**at, "min_per_zone": 1}]}).gpu_groups[0].node_groups
    (whole,) = (
        cluster({GROUP + "max_per_zone": GONE, GROUP + "max": 3, GROUP + "schedules": [{**at, "max": 1}]})
        .gpu_groups[0]
        .node_groups
    )

    assert zone_a.schedules == zone_b.schedules
    assert (zone_a.schedules[0].min, zone_a.schedules[0].max) == (1, None)
    assert (whole.schedules[0].min, whole.schedules[0].max) == (None, 1)


def test_work_on_spot_is_interruptible() -> None:
    assert cluster({GROUP + "capacity": "spot"}).workloads[0].interruptible
    assert not cluster({}).workloads[0].interruptible
