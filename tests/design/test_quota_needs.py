"""How many vCPUs of which quota a cluster takes at its largest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

if TYPE_CHECKING:
    from eks_gpu.design.quotas import QuotaNeed


def needs(*groups: dict[str, Any], **changes: Any) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {need.code: (need.vcpus, need.of) for need in needed(*groups, **changes)}


def needed(*groups: dict[str, Any], **changes: Any) -> tuple[QuotaNeed, ...]:
    spec = changed({"workloads": [], "gpu_node_groups": list(groups), **changes})
    return design_cluster(ClusterSpec.model_validate(spec)).quotas


def test_the_system_group_counts_at_its_maximum() -> None:
    assert needs() == {"L-1216C47A": (4 * 2, ("system",))}


def test_groups_of_one_family_add_up_over_zones() -> None:
    zonal = {"name": "zonal", "instance_types": ["g5.xlarge"], "max_per_zone": 3}
    single = {"name": "single", "instance_types": ["g6.12xlarge"], "max": 2}

    assert needs(zonal, single)["L-DB2E81BA"] == (2 * 3 * 4 + 2 * 48, ("zonal", "single"))


def test_the_largest_of_several_types_counts() -> None:
    group = {"name": "gpu", "instance_types": ["g5.xlarge", "g5.8xlarge", "g5.2xlarge"], "max": 2}

    assert needs(group)["L-DB2E81BA"] == (2 * 32, ("gpu",))


def test_spot_is_a_quota_of_its_own() -> None:
    spot = {"name": "spot", "instance_types": ["g5.xlarge"], "max": 5, "capacity": "spot"}
    bought = {"name": "bought", "instance_types": ["g5.xlarge"], "max": 1}

    found = needs(spot, bought)
    assert found["L-3819A6DF"] == (20, ("spot",))
    assert found["L-DB2E81BA"] == (4, ("bought",))


def test_they_come_in_the_order_of_their_codes() -> None:
    large = {"name": "large", "instance_types": ["p5.48xlarge"], "max": 2}
    small = {"name": "small", "instance_types": ["g5.xlarge"], "max": 1}

    found = needed(large, small)
    assert [need.code for need in found] == ["L-1216C47A", "L-417A185B", "L-DB2E81BA"]
    assert (found[1].name, found[1].vcpus) == ("Running On-Demand P instances", 384)


def test_types_that_nobody_knows_count_for_nothing() -> None:
    unknown = {"name": "gpu", "instance_types": ["g99.xlarge"], "max": 1}

    assert needs(unknown, **{"system_nodes.instance_types": ["m99.large"]}) == {}
