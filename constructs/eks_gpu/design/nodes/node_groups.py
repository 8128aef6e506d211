"""Node groups as EKS has them: one over all zones of a group, or one for each zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.capacity.reservation import block_schedules
from eks_gpu.design.capacity.schedules import schedules
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.design.capacity.schedules import ScheduleDesign
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.spec import GroupSpec


@dataclass(frozen=True)
class NodeGroupDesign:
    """One `aws_eks_node_group`.

    Attributes:
        id: Construct id within its group, part of the resource's address: the zone, or ``nodes`` for all zones.
        name_prefix: EKS adds 26 characters, so that a replacement can exist next to its predecessor.
        zones: Zones it spans.
        min: Least nodes, and the size it starts with.
        max: Maximum, in nodes.
        schedules: Other sizes, from certain moments on.
    """

    id: str
    name_prefix: str
    zones: tuple[str, ...]
    min: int
    max: int
    schedules: tuple[ScheduleDesign, ...] = ()

    @property
    def largest(self) -> int:
        """Most nodes that it ever has: its maximum, or that of a schedule."""
        return max([self.max, *(schedule.max for schedule in self.schedules if schedule.max is not None)])

    @property
    def auto_scaling_pattern(self) -> str:
        """Pattern of its Auto Scaling group's name: `eks-`, the node group's name, an id.

        Terraform makes the node group's name of the prefix and 26 digits of a time and a counter.
        """
        return f"^eks-{self.name_prefix}[0-9a-f]{{26}}-"


def node_groups(group: GroupSpec, network: NetworkDesign) -> list[NodeGroupDesign]:
    """The node groups of a group, with its sizes and schedules."""
    # A node group never changes between an AMI of EKS's and another: under another name Terraform makes a new one.
    name = f"{group.name}-own" if group.ami and group.ami.id else group.name
    reserved = group.capacity_reservation.zone if group.capacity_reservation else None
    zones = group.zones or ((reserved,) if reserved else network.zone_names)
    if group.max is not None and group.max_per_zone is None:
        whole = schedules(group, lambda one: (one.min, one.max)) + block_schedules(group, group.max)
        return [NodeGroupDesign("nodes", f"{name}-", zones, group.min or 0, group.max, whole)]
    least, most = group.min_per_zone or 0, group.max_per_zone or 1
    each = schedules(group, lambda one: (one.min_per_zone, one.max_per_zone)) + block_schedules(group, most)
    return [NodeGroupDesign(zone, f"{name}-{zone}-", (zone,), least, most, each) for zone in zones]
