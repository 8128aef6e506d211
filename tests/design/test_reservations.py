"""Reserved capacity, placement groups and local disks."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import GpuGroupDesign, design_cluster
from eks_gpu.scheduling.amounts import STORAGE
from eks_gpu.spec import ClusterSpec
from tests.specs import GONE, changed

GROUP = "gpu_node_groups[0]."
B = "us-west-2b"
ID = "cr-0a1b2c3d4e5f60718"
ARN = "arn:aws:resource-groups:us-west-2:111122223333:group/gpus"
TIMES = {"start": "2026-12-01T11:30:00Z", "end": "2027-01-01T00:15:00Z"}


def group(**fields: Any) -> GpuGroupDesign:
    changes = {GROUP + name: value for name, value in fields.items()}
    return design_cluster(ClusterSpec.model_validate(changed(changes))).gpu_groups[0]


def block(**fields: Any) -> GpuGroupDesign:
    reserved = {"id": ID, "zone": B, **TIMES}
    return group(instance_types=["p5.48xlarge"], capacity="capacity-block", capacity_reservation=reserved, **fields)


def test_an_id_by_itself_is_a_reservation() -> None:
    made = group(capacity_reservation=ID).launch_template

    assert made.reservation is not None
    assert (made.reservation.id, made.reservation.resource_group) == (ID, None)
    assert made.market_type is None
    assert made.instance_type is None


def test_a_resource_group() -> None:
    reservation = group(capacity_reservation={"resource_group": ARN}).launch_template.reservation
    assert reservation is not None
    assert (reservation.id, reservation.resource_group) == (None, ARN)


def test_the_reservations_zone_is_the_groups() -> None:
    made = group(capacity_reservation={"id": ID, "zone": B})
    assert [(node_group.id, node_group.zones) for node_group in made.node_groups] == [(B, (B,))]


def test_only_the_launch_template_names_a_block() -> None:
    made = block()

    assert made.capacity_type == "CAPACITY_BLOCK"
    assert (made.launch_template.market_type, made.launch_template.instance_type) == ("capacity-block", "p5.48xlarge")
    assert made.types_for_eks == ()


def test_all_nodes_at_the_start_of_a_block_and_none_before_its_end() -> None:
    (nodes,) = block(max_per_zone=2).node_groups

    assert [
        (schedule.key, schedule.cron, schedule.time_zone, schedule.min, schedule.max, schedule.desired)
        for schedule in nodes.schedules
    ] == [
        ("block-start-2026-12-01-1130", "30 11 1 12 *", "Etc/UTC", 2, 2, 2),
        ("block-end-2026-12-31-2330", "30 23 31 12 *", "Etc/UTC", 0, 0, 0),
    ]
    assert (nodes.min, nodes.max) == (0, 2)


def test_a_moment_is_the_same_in_every_zone() -> None:
    reserved = {"id": ID, "zone": B, "start": "2026-12-01T12:30:00+01:00", "end": "2026-12-08 11:30Z"}
    (nodes,) = group(
        instance_types=["p5.48xlarge"], capacity="capacity-block", capacity_reservation=reserved
    ).node_groups
    assert [schedule.cron for schedule in nodes.schedules] == ["30 11 1 12 *", "45 10 8 12 *"]


def test_a_block_without_times_has_no_schedules() -> None:
    made = group(instance_types=["p5.48xlarge"], capacity="capacity-block", capacity_reservation={"id": ID, "zone": B})
    assert made.node_groups[0].schedules == ()


@pytest.mark.parametrize(
    ("fields", "placement"),
    [
        ({}, None),
        ({"placement_group": "spread"}, ("base-gpu-spread", "spread", None)),
        ({"placement_group": "partition"}, ("base-gpu-partition", "partition", 7)),
        ({"placement_group": "cluster"}, ("base-gpu-cluster", "cluster", None)),
        ({"instance_types": ["p4d.24xlarge"], "efa": True}, ("base-gpu-cluster", "cluster", None)),
        ({"instance_types": ["p4d.24xlarge"], "efa": True, "capacity_reservation": ID}, None),
        (
            {
                "instance_types": ["p4d.24xlarge"],
                "efa": True,
                "capacity_reservation": {"id": ID, "placement_group": "mine"},
            },
            ("mine", None, None),
        ),
        (
            {
                "instance_types": ["p4d.24xlarge"],
                "efa": True,
                "capacity_reservation": ID,
                "placement_group": "cluster",
            },
            ("base-gpu-cluster", "cluster", None),
        ),
    ],
)
def test_placement_groups(fields: dict[str, Any], placement: tuple[str, str | None, int | None] | None) -> None:
    made = group(**fields).launch_template.placement
    assert (made and (made.name, made.strategy, made.partitions)) == placement


def test_local_disks_are_the_nodes_storage() -> None:
    """p4d.24xlarge has 8 disks of 1000 GB, 7450 GiB; 99 % of it can be used, of which a tenth and 1 GiB are kept."""
    changes = {GROUP + "instance_types": ["p4d.24xlarge"], GROUP + "local_storage": "raid0"}
    made = design_cluster(ClusterSpec.model_validate(changed(changes)))
    pool = made.nodes[0].pools[0]

    assert pool.nodes[0].capacity[STORAGE] == 7375 * 1024
    assert pool.template.free[STORAGE] == pool.nodes[0].free[STORAGE] == 7375 * 1024 * 9 // 10 - 1024
    assert made.gpu_groups[0].launch_template.disk_gib == 200


def test_the_least_storage_of_several_types_is_advertised() -> None:
    made = group(instance_types=["g5.xlarge", "g5.2xlarge"], local_storage="raid0")
    assert (
        made.template_resources[STORAGE]
        == group(instance_types=["g5.xlarge"], local_storage="raid0").template_resources[STORAGE]
    )


def test_quotas_do_not_count_a_block() -> None:
    changes = {
        GROUP + "instance_types": ["p5.48xlarge"],
        GROUP + "capacity": "capacity-block",
        GROUP + "capacity_reservation": ID,
        GROUP + "max_per_zone": GONE,
        GROUP + "max": 8,
    }
    made = design_cluster(ClusterSpec.model_validate(changed(changes)))
    assert [need.of for need in made.quotas] == [("system",)]
