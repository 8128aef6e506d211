"""Node groups, labels, taints and names."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import ClusterDesign, Effect, GpuGroupDesign, Taint, design_cluster
from eks_gpu.design.cluster.names import partition, principal_id, role_name
from eks_gpu.design.nodes.gpu_groups import label_value
from eks_gpu.scheduling.taints import GPU_TAINT
from eks_gpu.spec import ClusterSpec
from tests.specs import GONE, changed


def design(**changes: Any) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed(changes)))


def group(**fields: Any) -> GpuGroupDesign:
    return design(**{f"gpu_node_groups[0].{name}": value for name, value in fields.items()}).gpu_groups[0]


def test_one_node_group_a_zone() -> None:
    groups = group(min_per_zone=1, max_per_zone=3).node_groups

    assert [(group.id, group.name_prefix, group.zones, group.min, group.max) for group in groups] == [
        ("us-west-2a", "gpu-us-west-2a-", ("us-west-2a",), 1, 3),
        ("us-west-2b", "gpu-us-west-2b-", ("us-west-2b",), 1, 3),
    ]


def test_one_node_group_over_all_zones() -> None:
    made = group(max_per_zone=GONE, max=5)

    assert [(node_group.id, node_group.zones, node_group.min, node_group.max) for node_group in made.node_groups] == [
        ("nodes", ("us-west-2a", "us-west-2b"), 0, 5)
    ]
    assert (made.min_nodes, made.max_nodes) == (0, 5)


def test_labels_are_what_selectors_and_the_autoscaler_need() -> None:
    assert group(labels={"team": "ml"}).labels == {
        "team": "ml",
        "eks-gpu.io/group": "gpu",
        "eks-gpu.io/gpu-model": "a10g",
        "eks-gpu.io/sharing": "none",
        "k8s.amazonaws.com/accelerator": "nvidia-a10g",
        "nvidia.com/gpu.present": "true",
    }


@pytest.mark.parametrize("name", [name for name, kind in catalog.instance_types().items() if kind.gpu])
def test_every_gpu_model_makes_a_label_value(name: str) -> None:
    instance_type = catalog.instance_type(name)
    assert instance_type is not None
    assert instance_type.gpu is not None
    value = f"nvidia-{label_value(instance_type.gpu.model)}"
    assert len(value) <= 63
    assert value.replace("-", "").isalnum()


def test_a_taint_always_has_a_value_and_three_encodings() -> None:
    assert str(GPU_TAINT) == "nvidia.com/gpu=present:NoSchedule"
    assert [(effect.kubernetes, effect.eks) for effect in Effect] == [
        ("NoSchedule", "NO_SCHEDULE"),
        ("PreferNoSchedule", "PREFER_NO_SCHEDULE"),
        ("NoExecute", "NO_EXECUTE"),
    ]
    assert GPU_TAINT.tag_value == "present:NoSchedule"


def test_own_taints_come_after_the_gpu_taint() -> None:
    taints = group(taints=[{"key": "team", "value": "ml", "effect": "NoExecute"}]).taints

    assert taints == (GPU_TAINT, Taint("team", "ml", Effect.NO_EXECUTE))


@pytest.mark.parametrize(("throughput", "iops"), [(125, 3000), (250, 3000), (750, 3000), (751, 3004), (1000, 4000)])
def test_throughput_has_the_operations_it_needs(throughput: int, iops: int) -> None:
    assert group(disk_throughput_mibs=throughput).launch_template.iops == iops


def test_the_volume_for_images_is_the_second_one_on_bottlerocket() -> None:
    assert (group().launch_template.data_device, group().launch_template.os_device) == ("/dev/xvda", None)
    template = group(os="bottlerocket").launch_template
    assert (template.data_device, template.os_device) == ("/dev/xvdb", "/dev/xvda")


@pytest.mark.parametrize(
    ("os", "type_name", "ami_type"),
    [
        ("al2023", "g5.xlarge", "AL2023_x86_64_NVIDIA"),
        ("al2023", "g5g.xlarge", "AL2023_ARM_64_NVIDIA"),
        ("bottlerocket", "g6.xlarge", "BOTTLEROCKET_x86_64_NVIDIA"),
        ("bottlerocket", "g5g.xlarge", "BOTTLEROCKET_ARM_64_NVIDIA"),
    ],
)
def test_the_ami_follows_from_the_type_and_the_system(os: str, type_name: str, ami_type: str) -> None:
    assert group(os=os, instance_types=[type_name]).ami_type == ami_type


def test_the_system_group_has_no_taint_and_its_types_decide_the_ami() -> None:
    system = design(system_nodes={"instance_types": ["m7g.large"]}).system

    assert system.ami_type == "AL2023_ARM_64_STANDARD"
    assert system.labels == {"eks-gpu.io/group": "system"}
    assert (system.node_group.min, system.node_group.max) == (2, 4)


def test_tags_reach_instances() -> None:
    tags = design(tags={"team": "ml", "Name": "mine"}).gpu_groups[0].launch_template.tags

    assert tags == {"team": "ml", "eks-gpu.io/cluster": "base", "eks-gpu.io/group": "gpu", "Name": "base-gpu"}


def test_gpus_per_node_are_the_least_of_the_types() -> None:
    assert group(instance_types=["g5.12xlarge", "g5.xlarge"]).gpus_per_node == 1


@pytest.mark.parametrize("region", [*catalog.regions(), *catalog.unrecorded_regions()])
def test_role_names_fit_iam_in_every_region(region: str) -> None:
    purposes = ("cluster", "nodes", "autoscaler", "flow-logs", "vpc-cni", "ebs-csi")

    assert max(len(role_name("a" * 31, region, purpose)) for purpose in purposes) <= 64


def test_partitions() -> None:
    assert [partition(region) for region in ("us-west-2", "cn-north-1", "us-gov-east-1")] == [
        "aws",
        "aws-cn",
        "aws-us-gov",
    ]


def test_a_principal_has_the_same_id_wherever_it_stands() -> None:
    one, other = (
        principal_id(f"arn:aws:iam::{account}:role/teams/Platform_Admins") for account in ("1" * 12, "2" * 12)
    )

    assert one != other
    assert one.startswith("platform-admins-")
    assert one == principal_id("arn:aws:iam::111111111111:role/teams/Platform_Admins")
