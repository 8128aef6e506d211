"""How many EBS volumes a node can hold, in both of its models and in the verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.scheduling.amounts import NO_LIMIT, PODS, VOLUMES, shown
from eks_gpu.scheduling.reserved import volume_limit
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

CLAIM = {"mount_path": "/data", "claim": "10Gi"}


def design(instance_type: str = "g5.2xlarge", claims: int = 1, **group: Any) -> ClusterDesign:
    """A stateful set with claims on shares of a GPU, of which there are more than volumes."""
    workload = {
        "name": "notebook",
        "kind": "stateful_set",
        "image": "registry.example/notebook:1",
        "replicas": 40,
        "volumes": [{**CLAIM, "mount_path": f"/data{index}"} for index in range(claims)],
    }
    group_fields = {
        "instance_types": [instance_type],
        "sharing": {"time_slicing": {"replicas": 40}},
        "max_per_zone": 1,
        **group,
    }
    changes = {f"gpu_node_groups[0].{name}": value for name, value in group_fields.items()}
    return design_cluster(ClusterSpec.model_validate(changed({"workloads": [workload], **changes})))


@pytest.mark.parametrize(
    ("instance_type", "disks", "interfaces", "limit"),
    [
        # kubernetes/autoscaler#8241: EC2 subtracts the instance store and the GPU from the 28 that Nitro shares.
        ("g5.2xlarge", 1, 2, 23),
        ("g5.2xlarge", 2, 2, 22),
        ("g5.2xlarge", 1, 4, 21),
        # With a limit of their own, volumes do not compete with interfaces.
        ("g6.xlarge", 1, 2, 31),
        ("g6.xlarge", 1, 4, 31),
        ("p5.48xlarge", 1, 33, 63),
        # An instance of Xen.
        ("r4.large", 1, 2, 38),
    ],
)
def test_the_limit_that_the_driver_reports(instance_type: str, disks: int, interfaces: int, limit: int) -> None:
    found = catalog.instance_type(instance_type)
    assert found is not None
    assert volume_limit(found, disks, interfaces) == limit


def test_the_driver_never_reports_none() -> None:
    instance_type = catalog.instance_type("p3dn.24xlarge")
    assert instance_type is not None
    assert volume_limit(instance_type, disks=1, interfaces=30) == 1


@pytest.mark.parametrize(
    ("instance_type", "group", "limit"),
    [
        ("g5.2xlarge", {}, 23),
        # Bottlerocket has a second volume.
        ("g5.2xlarge", {"os": "bottlerocket"}, 22),
        # The template names two interfaces, and the VPC CNI adds one.
        ("g5.8xlarge", {"efa": True}, 22),
        ("g6.xlarge", {}, 31),
    ],
)
def test_a_node_holds_so_many(instance_type: str, group: dict[str, Any], limit: int) -> None:
    (node,) = design(instance_type, **group).nodes[0].pools[0].nodes
    assert node.free[VOLUMES] == limit


def test_an_empty_group_has_no_limit_for_the_autoscaler() -> None:
    template = design().nodes[0].pools[0].template
    assert template.free[VOLUMES] == NO_LIMIT
    assert shown(VOLUMES, NO_LIMIT) == "no limit"


def test_claims_limit_the_pods_of_a_node() -> None:
    (fit,) = design().schedulability
    assert (fit.verdict, fit.groups[0].fit.per_node, fit.groups[0].fit.places) == ("runs", 23, 46)
    (two_each,) = design(claims=2).schedulability
    assert (two_each.verdict, two_each.placed) == ("capacity", 22)
    (none,) = design(claims=0).schedulability
    assert none.groups[0].fit.per_node == min(40, design().nodes[0].smallest.free[PODS])


def test_a_pod_with_more_claims_than_a_node_takes() -> None:
    (fit,) = design(claims=24).schedulability
    assert fit.verdict == "stays-pending"
    assert "requests 24 EBS volumes; a g5.2xlarge has 23 free for workloads" in fit.groups[0].reasons[0]
