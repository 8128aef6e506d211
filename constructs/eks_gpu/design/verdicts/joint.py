"""Whether all workloads fit together at their groups' maxima: at best, and as kube-scheduler would place them.

Pods of a higher priority come first, because kube-scheduler evicts others for them. Workloads that serve need all their
places at once. Jobs take turns, so each job is judged next to the serving workloads at their minimum, because a job
begins when those scale down. A training job is judged with all its ranks, any other job with a single pod.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.placement.fit import open_pools as pools_open_to
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES
from eks_gpu.scheduling.choice import chosen
from eks_gpu.scheduling.packing import Bins, Demand, placed
from eks_gpu.scheduling.taints import Effect, tolerates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.placement.node_models import GroupModels, NodeModel, PoolModels
    from eks_gpu.design.workloads.workload import WorkloadDesign
    from eks_gpu.scheduling.amounts import Amounts

Pools = tuple[tuple["GroupModels", "PoolModels"], ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Room for a workload next to all others.

    Attributes:
        wanted: Pods to place: all pods of a serving workload, all ranks of a training job, one of another job.
        placed: Pods that find room at best.
        scheduled: Pods that find room if kube-scheduler chooses the nodes and small pods come first.
    """

    wanted: int
    placed: int
    scheduled: int


def open_pools(workload: WorkloadDesign, groups: Sequence[GroupModels], *, autoscaled: bool = True) -> Pools:
    """Node groups that hold the workload's pods; with one per zone, a selector may exclude some."""
    return tuple(
        (models, pool)
        for models in groups
        if models.group.name in workload.groups
        for pool in pools_open_to(workload.pod, models)
        if autoscaled or pool.node_group.min
    )


def joint_capacity(
    workloads: Sequence[WorkloadDesign], groups: Sequence[GroupModels], *, autoscaled: bool = True
) -> list[Room]:
    """Room for each workload next to all others."""
    bins = nodes_at_most(groups)
    demands = [demand(workload, open_pools(workload, groups, autoscaled=autoscaled)) for workload in workloads]
    serving = [
        one if workload.serves else replace(one, pods=0) for workload, one in zip(workloads, demands, strict=True)
    ]
    best, choice = placed(serving, bins), chosen(serving, bins)
    least = [_at_least(*pair) for pair in zip(workloads, serving, strict=True)]
    turns: dict[tuple[object, ...], Room] = {}
    rooms = []
    for index, (workload, one) in enumerate(zip(workloads, demands, strict=True)):
        if workload.serves:
            rooms.append(Room(one.pods, best[index], choice[index]))
            continue
        # Jobs with the same requests find the same room.
        alike = (one.pods, tuple(one.asks.items()), one.keys, one.spread, one.priority)
        if alike not in turns:
            turns[alike] = _turn([*least[:index], one, *least[index + 1 :]], index, bins)
        rooms.append(turns[alike])
    return rooms


def _turn(demands: Sequence[Demand], mine: int, bins: Sequence[Bins]) -> Room:
    """Room for a job whose turn it is."""
    wanted, best = demands[mine].pods, placed(demands, bins)[mine]
    # A pod that finds no room at best finds none with another choice of nodes.
    return Room(wanted, best, min(best, chosen(demands, bins)[mine]) if best == wanted else best)


def _at_least(workload: WorkloadDesign, one: Demand) -> Demand:
    """Its pods when load is low and no update is under way; a command that ends leaves its place.

    Whether the autoscaler may evict them (`evictable`) changes nothing here: a HorizontalPodAutoscaler removes pods
    all the same.
    """
    if not workload.controlled:
        return replace(one, pods=0) if workload.restart_policy == "Never" else one
    return replace(one, pods=min(one.pods, workload.replicas))


def demand(workload: WorkloadDesign, pools: Pools) -> Demand:
    """The pods that a workload needs at once, and the node groups that may hold them."""
    return Demand(
        workload.wanted if workload.serves or workload.training else 1,
        workload.asks,
        frozenset(_key(*pair) for pair in pools),
        workload.spread_over_zones > 0,
        PRIORITY_CLASSES[workload.priority_class],
        _soft(workload),
        {_key(models, pool): _shunned(workload, pool.nodes[0]) for models, pool in pools},
    )


def _soft(workload: WorkloadDesign) -> Literal["zone", "default", ""]:
    """Topology over which kube-scheduler prefers to spread the pods; empty with a hard constraint."""
    if workload.spread_over_zones:
        return ""
    if workload.interruptible and workload.serves:
        return "zone"
    # Its defaults hold for pods that a Service, ReplicaSet or StatefulSet selects (helper/spread.go, DefaultSelector).
    return "default" if workload.controlled or workload.training or workload.spec.ports else ""


def nodes_at_most(groups: Sequence[GroupModels]) -> list[Bins]:
    """All nodes at the maxima; for several types, the least room of any of them."""
    return [
        Bins(
            _key(models, pool),
            ",".join(pool.node_group.zones),
            pool.node_group.max,
            _least([node.room for node in pool.nodes]),
            _least([node.allocatable for node in pool.nodes]),
        )
        for models in groups
        for pool in models.pools
    ]


def _least(amounts: Sequence[Amounts]) -> dict[str, int]:
    return {name: min(one.get(name, 0) for one in amounts) for name in amounts[0]}


def _shunned(workload: WorkloadDesign, node: NodeModel) -> int:
    asking = [taint for taint in node.taints if taint.effect is Effect.PREFER_NO_SCHEDULE]
    return sum(not any(tolerates(one, taint) for one in workload.tolerations) for taint in asking)


def _key(models: GroupModels, pool: PoolModels) -> str:
    return f"{models.group.name}/{pool.node_group.id}"
