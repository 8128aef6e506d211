"""Reserved capacity: the reservation, placement and schedule of nodes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.capacity.schedules import ScheduleDesign
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.spec import GroupSpec

# EC2 begins to end the instances of a Capacity Block 30 minutes before its end, and EKS sets the group's size to 0 ten
# minutes earlier (EKS user guide, managed node groups with Capacity Blocks). Ours comes before both, at a moment of its
# own: Auto Scaling takes no two actions at once. It also lowers the maximum, so that the autoscaler buys no new ones.
DRAIN_BEFORE_END = timedelta(minutes=45)
# The most that EC2 has (user guide, placement strategies): 7 partitions, and 7 nodes on hardware of their own, a zone.
PARTITIONS = SPREAD_NODES = 7


@dataclass(frozen=True)
class PlacementDesign:
    """The placement group of a group's nodes.

    Attributes:
        name: Name of the placement group in AWS.
        strategy: Strategy of a created placement group; None for one that exists already.
        partitions: Number of partitions, for that strategy; None for the others.
    """

    name: str
    strategy: Literal["cluster", "spread", "partition"] | None
    partitions: int | None = None


@dataclass(frozen=True)
class ReservationDesign:
    """Reserved capacity in the launch template; exactly one of the two is set.

    Attributes:
        id: Id of the reservation.
        resource_group: ARN of a group of reservations.
    """

    id: str | None
    resource_group: str | None


def design_placement(cluster: str, group: GroupSpec) -> PlacementDesign | None:
    """The placement group; None for none.

    EFA wants its nodes close together, so a group with EFA gets one. Reserved capacity lies where it lies: a Capacity
    Block is close together as it is (EC2 API, `CapacityBlock`), and an On-Demand reservation is used from within a
    placement group surely only if it was made in that one.
    """
    reserved = group.capacity_reservation
    if reserved and reserved.placement_group:
        return PlacementDesign(reserved.placement_group, None)
    strategy = group.placement_group or ("cluster" if group.efa and not reserved else None)
    if strategy is None:
        return None
    # The strategy cannot change: in the name, so that the one to come and the one to go are two.
    name = f"{cluster}-{group.name}-{strategy}"
    return PlacementDesign(name, strategy, PARTITIONS if strategy == "partition" else None)


def design_reservation(group: GroupSpec) -> ReservationDesign | None:
    """The reservation in which nodes start; None if any capacity will do."""
    reserved = group.capacity_reservation
    if reserved is None or (reserved.id is None and reserved.resource_group is None):
        return None
    return ReservationDesign(reserved.id, None if reserved.id else reserved.resource_group)


def block_schedules(group: GroupSpec, most: int) -> tuple[ScheduleDesign, ...]:
    """All nodes when a Capacity Block begins, none shortly before it ends; empty without these times.

    As cron lines, because Auto Scaling forgets an action of one time when it is over, and Terraform would then make it
    again, in the past, which is refused. They come back every year; by then the block is gone, and what starts without
    it fails and costs nothing. The day is in the key, so that another block gets actions of its own: the provider would
    carry the first moment of a changed one over (hashicorp/terraform-provider-aws #38983).
    """
    reserved = group.capacity_reservation
    if group.capacity != "capacity-block" or reserved is None:
        return ()
    moments = ((reserved.start, most, timedelta(), "start"), (reserved.end, 0, DRAIN_BEFORE_END, "end"))
    return tuple(_once(text, nodes, before, word) for text, nodes, before, word in moments if text)


def _once(text: str, nodes: int, before: timedelta, word: str) -> ScheduleDesign:
    moment = datetime.fromisoformat(text) - before
    return ScheduleDesign(
        cron=f"{moment.minute} {moment.hour} {moment.day} {moment.month} *",
        time_zone="Etc/UTC",
        min=nodes,
        max=nodes,
        desired=nodes,
        key=f"block-{word}-{moment:%Y-%m-%d-%H%M}",
    )
