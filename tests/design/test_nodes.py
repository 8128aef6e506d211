"""The two models of a node, against published figures."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import ClusterDesign, NodeModel, design_cluster
from eks_gpu.design.nodes.labels import _zone_names
from eks_gpu.scheduling.amounts import NO_LIMIT
from eks_gpu.scheduling.labels import Unresolved, unsatisfied
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

KI_OF_MI = 1024


def design(**group: Any) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed({f"gpu_node_groups[0].{k}": v for k, v in group.items()})))


def models(instance_type: str, **group: Any) -> tuple[NodeModel, NodeModel]:
    pool = design(instance_types=[instance_type], **group).nodes[0].pools[0]
    return pool.template, pool.nodes[0]


def test_a_p5_as_it_was_seen_running() -> None:
    # Bottlerocket #4418: 192 vCPUs, capacity 2097096404 Ki, allocatable 2095606484 Ki, 191450m and 100 pods.
    _, node = models("p5.48xlarge")

    assert node.allocatable["cpu"] == 191450
    assert node.kept["memory"] == (2097096404 - 2095606484) // KI_OF_MI == 1455
    assert node.allocatable["pods"] == 100
    assert node.allocatable["nvidia.com/gpu"] == 8
    # Observed values lie between the model's minimum and maximum.
    least = node.allocatable["memory"]
    assert least < 2095606484 // KI_OF_MI < least + node.spare_memory_mib


def test_the_template_is_ec2s_figures_and_the_groups_tags() -> None:
    template, _ = models("g5.xlarge")

    assert template.capacity == {
        "cpu": 4000,
        "memory": 16384,
        "pods": 110,
        # No CSINode, and so no limit.
        "EBS volumes": NO_LIMIT,
        "nvidia.com/gpu": 1,
        "ephemeral-storage": 179 * 1024,
    }
    assert template.allocatable == template.capacity


def test_daemons_take_their_part_of_both() -> None:
    _, node = models("g5.xlarge")

    assert {daemon.name for daemon in node.daemons} == {
        "aws-node",
        "kube-proxy",
        "ebs-csi-node",
        "eks-pod-identity-agent",
        "eks-node-monitoring-agent",
        "dcgm-server",
        "nvidia-device-plugin",
    }
    assert node.free["cpu"] == 3920 - 240
    assert node.free["pods"] == 58 - 7


def test_the_autoscaler_expects_a_second_kube_proxy_on_a_node_that_is_not_there() -> None:
    template, node = models("g5.xlarge")
    mirror = [daemon for daemon in template.daemons if daemon not in node.daemons]

    assert [(daemon.asks["cpu"], daemon.asks["memory"], daemon.asks["pods"]) for daemon in mirror] == [(100, 0, 1)]
    assert template.free["cpu"] == 4000 - 240 - 100
    assert template.free["pods"] == 110 - 7 - 1


def test_bottlerocket_has_a_plugin_of_its_own() -> None:
    _, node = models("g5.xlarge", os="bottlerocket")

    assert "nvidia-device-plugin" not in {daemon.name for daemon in node.daemons}
    assert node.free["pods"] == 58 - 6


@pytest.mark.parametrize(("disk_gib", "allocatable_gib"), [(50, 44), (200, 179)])
def test_ephemeral_storage_is_the_disk_less_a_tenth_and_a_gibibyte(disk_gib: int, allocatable_gib: int) -> None:
    template, node = models("g5.xlarge", disk_gib=disk_gib)

    assert node.allocatable["ephemeral-storage"] == template.capacity["ephemeral-storage"] == allocatable_gib * 1024


def test_a_part_of_a_gpu_counts_as_one_by_the_groups_tag() -> None:
    template, node = models("g6f.xlarge")

    assert template.capacity["nvidia.com/gpu"] == node.capacity["nvidia.com/gpu"] == 1
    tags = design(instance_types=["g6f.xlarge"]).gpu_groups[0].template_tags
    assert tags["k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu"] == "1"
    assert len(design().gpu_groups[0].template_tags) == 1


def test_the_template_is_of_the_first_type_in_some_zone() -> None:
    pool = design(instance_types=["g5.xlarge", "g5.2xlarge"], max_per_zone=None, max=2).nodes[0].pools[0]

    assert pool.template.labels["node.kubernetes.io/instance-type"] == {"g5.xlarge"}
    # Auto Scaling names its zones in an order of its own, and the autoscaler takes the first.
    assert pool.template.labels["topology.kubernetes.io/zone"] == {"us-west-2a", "us-west-2b"}
    assert [node.instance_type for node in pool.nodes] == ["g5.xlarge", "g5.2xlarge"]
    assert pool.nodes[0].labels["topology.kubernetes.io/zone"] == {"us-west-2a", "us-west-2b"}


def test_zones_given_by_id_have_names_nobody_knows() -> None:
    spec = changed({"network": {"zones": ["usw2-az1", "usw2-az2"]}})
    pool = design_cluster(ClusterSpec.model_validate(spec)).nodes[0].pools[0]

    assert pool.template.labels["topology.kubernetes.io/zone"] == frozenset()
    selected = [{"topology.kubernetes.io/zone": value} for value in ("us-west-2c", "usw2-az1", "us-east-1a")]
    assert [bool(unsatisfied(one, pool.template.labels)) for one in selected] == [False, True, True]


def test_zones_of_regions_that_are_not_recorded_have_names_like_all_others() -> None:
    named = _zone_names("mars-north-1", ("marn1-az1",))

    assert isinstance(named, Unresolved)
    assert "mars-north-1a" in named.among
    assert _zone_names("us-west-2", ("usw2-az1", "usw2-az2")) == set(catalog.zones_in("us-west-2"))


def test_labels_that_only_one_side_knows() -> None:
    template, node = models("g5.xlarge")

    assert "amiType" in template.labels
    assert "amiType" not in node.labels
    assert "topology.k8s.aws/zone-id" in node.labels
    assert "topology.k8s.aws/zone-id" not in template.labels
    assert template.labels["eks-gpu.io/gpu-model"] == node.labels["eks-gpu.io/gpu-model"] == {"a10g"}
