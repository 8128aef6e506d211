"""A Spot group has too few capacity pools to buy from.

**Why.** Spot capacity comes in pools, one for each type in each zone. With a single type or a single zone, the group
waits whenever those pools are empty, which for GPUs is often.

**Fix.** List several types with the same GPU (three or more is better), and let the group use two or more zones, unless
EFA or a cluster placement group confines it to one. Or write `capacity: on-demand`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import all_nodes, type_path, wants_efa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    capacity: spot
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge, g5.2xlarge, g5.4xlarge]
    max_per_zone: 2
    capacity: spot
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the types and zones of Spot groups."""
    for pool in design.pools:
        if set(pool.capacity) == {"spot"} and len(pool.types) == 1:
            message = f"Spot with a single type, {pool.types[0].name}: when its pools are empty, pods wait"
            fix = "list more types with the same GPU, or write 'capacity: [spot, on-demand]'"
            yield warning(__name__, type_path(pool, pool.types[0]), message, fix, f"{pool.where}.capacity")
    for where, group in all_nodes(design.spec):
        if group.capacity != "spot":
            continue
        everywhere = design.network.control_plane_zones if where == "system_nodes" else design.network.zone_names
        zones = group.zones or everywhere
        # A second zone would be an error here (placement-zones), so only more types give more pools.
        one_zone = wants_efa(group) or getattr(group, "placement_group", None) == "cluster"
        if len(group.instance_types) == 1:
            message = f"Spot with a single type, {group.instance_types[0]}: when its pools are empty, pods wait"
            alike = "with the same GPU" if where.startswith("gpu") else "of about the same size"
            fix = f"list more types {alike}, or write 'capacity: on-demand'"
            yield warning(__name__, f"{where}.instance_types", message, fix, f"{where}.capacity")
        if len(zones) == 1 and not one_zone:
            message = f"Spot in a single zone, {zones[0]}: when its pools are empty, pods wait"
            fix = "give the group two zones or more"
            yield warning(__name__, f"{where}.zones", message, fix, f"{where}.capacity", "network")
