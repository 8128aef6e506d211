"""Whether all demands fit together at their groups' maxima: at best, and as kube-scheduler would place them.

Pods of a higher priority come first, because kube-scheduler evicts others for them. Pods that stay need all their
places at once. Those that end take turns, so each demand of that kind is judged next to the staying ones at their
minimum, because a job begins when those scale down. A gang is judged with all its pods, any other job with a single
pod.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.design.placement.bought import largest
from eks_gpu.design.placement.fit import open_pools as pools_open_to
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.choice import chosen
from eks_gpu.scheduling.contender import Contender
from eks_gpu.scheduling.labels import ANY
from eks_gpu.scheduling.nodes import Bins
from eks_gpu.scheduling.packing import placed
from eks_gpu.scheduling.rules import Rules, counts_there, rules_of
from eks_gpu.scheduling.slots import alone_on_node
from eks_gpu.scheduling.taints import Effect, tolerates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eks_gpu.design.placement.node_models import GroupModels, NodeModel, PoolModels
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.demand import PodDemand, TopologySpread

Pools = tuple[tuple["GroupModels", "PoolModels"], ...]


@dataclass(frozen=True)
class Room:
    """Room for a demand next to all others.

    Attributes:
        wanted: Pods to place: all pods of a demand that stays, all of a gang, one of another that ends.
        placed: Pods that find room at best.
        scheduled: Pods that find room if kube-scheduler chooses the nodes and small pods come first.
    """

    wanted: int
    placed: int
    scheduled: int


def open_pools(demand: PodDemand, groups: Sequence[GroupModels], *, autoscaled: bool = True) -> Pools:
    """Node groups that hold the pods; with one per zone, a selector may exclude some."""
    return tuple(
        (models, pool)
        for models in groups
        if demand.confinement is None or models.group.name in demand.confinement.groups
        for pool in pools_open_to(demand, models)
        if autoscaled or pool.choices or pool.node_group.min
    )


def joint_capacity(
    demands: Sequence[PodDemand], groups: Sequence[GroupModels], *, autoscaled: bool = True
) -> list[Room]:
    """Room for each demand next to all others."""
    bins = nodes_at_most(groups)
    wishes = [contender(demand, open_pools(demand, groups, autoscaled=autoscaled), groups) for demand in demands]
    staying = [one if demand.count.stays else replace(one, pods=0) for demand, one in zip(demands, wishes, strict=True)]
    best, choice = placed(staying, bins), chosen(staying, bins)
    least = [replace(one, pods=min(one.pods, one.demand.count.least)) for one in staying]
    turns: dict[object, Room] = {}
    rooms, rules = [], rules_of(wishes)
    watchers = Counter(index for one in rules for index in one.watched)
    # Jobs that are not there in another's turn, and about which no rule says anything, change nothing in it.
    present = {
        index
        for index, (demand, own) in enumerate(zip(demands, rules, strict=True))
        if demand.count.stays or demand.host_ports or own != Rules() or watchers[index]
    }
    for index, (demand, one) in enumerate(zip(demands, wishes, strict=True)):
        if demand.count.stays:
            rooms.append(Room(one.pods, best[index], choice[index]))
            continue
        alike = _alike(one, index, rules[index], watchers[index])
        if alike not in turns:
            order = sorted(present | {index})
            turn = [one if other == index else least[other] for other in order]
            turns[alike] = _turn(turn, order.index(index), bins)
        rooms.append(turns[alike])
    return rooms


def _alike(one: Contender, index: int, own: Rules, watchers: int) -> object:
    """The facts that decide the room of a job: jobs that share them find the same room.

    The labels of its pods decide nothing, unless rules are about pods of more than one demand.
    """
    demand, others = one.demand, watchers > (index in own.watched)
    if others or own.watched - {index} or demand.host_ports:
        return index
    even = tuple((rule.key, rule.skew, rule.domains, rule.matching and rule.own, rule.counted) for rule in own.even)
    kept = (even, tuple(rule.keys for rule in own.near), tuple(rule.key for rule in own.apart), alone_on_node(demand))
    return (one.pods, tuple(demand.asks.items()), one.keys, demand.priority, kept)


def _turn(contenders: Sequence[Contender], mine: int, bins: Sequence[Bins]) -> Room:
    """Room for a job whose turn it is."""
    wanted, best = contenders[mine].pods, placed(contenders, bins)[mine]
    # A pod that finds no room at best finds none with another choice of nodes.
    return Room(wanted, best, min(best, chosen(contenders, bins)[mine]) if best == wanted else best)


def contender(demand: PodDemand, pools: Pools, groups: Sequence[GroupModels] = ()) -> Contender:
    """The pods that a demand needs at once, and the node groups that may hold them."""
    return Contender(
        demand,
        demand.count.wanted,
        frozenset(key_of(*pair) for pair in pools),
        tuple(frozenset(_counted(one, demand, groups)) for one in demand.hard_spread),
        {key_of(models, pool): _shunned(demand, pool.nodes[0]) for models, pool in pools},
    )


def _counted(constraint: TopologySpread, demand: PodDemand, groups: Sequence[GroupModels]) -> Iterator[str]:
    """Nodes that are always there and count in a spread, tainted or full (podtopologyspread/filtering.go).

    A pod without selector and affinity is spread over system nodes as well, to which it never goes.
    """
    for models in groups:
        if demand.confinement is None or demand.confinement.admits(models.group.name):
            for pool in models.pools:
                node = pool.nodes[0]
                if pool.node_group.min and counts_there(constraint, demand, node.labels, node.taints):
                    yield key_of(models, pool)


def nodes_at_most(groups: Sequence[GroupModels]) -> list[Bins]:
    """All nodes at the maxima; for several types, the least room of any of them."""
    return [
        Bins(
            key_of(models, pool),
            ",".join(pool.node_group.zones),
            pool.node_group.max,
            _least([node.room for node in largest(pool)]),
            _least([node.allocatable for node in largest(pool)]),
            _any_of([node.labels for node in pool.nodes]),
        )
        for models in groups
        for pool in models.pools
    ]


def _least(amounts: Sequence[Amounts]) -> dict[str, int]:
    return {name: min(one.get(name, 0) for one in amounts) for name in amounts[0]}


def _any_of(labels: Sequence[Mapping[str, frozenset[str]]]) -> Mapping[str, frozenset[str]]:
    """Labels that all of them carry, with the values of any; no known one where that of one type is not known."""
    first, *others = labels
    if all(one == first for one in others):
        return first
    found = {}
    for key, values in first.items():
        if all(key in one for one in others):
            differ = any(one[key] != values for one in others)
            known = all((values, *(one[key] for one in others)))
            found[key] = (values.union(*(one[key] for one in others)) if known else ANY) if differ else values
    return found


def _shunned(demand: PodDemand, node: NodeModel) -> int:
    asking = [taint for taint in node.taints if taint.effect is Effect.PREFER_NO_SCHEDULE]
    return sum(not any(tolerates(one, taint) for one in demand.tolerations) for taint in asking)


def key_of(models: GroupModels, pool: PoolModels) -> str:
    """Name of a node group among all: group and id, such as ``gpu/us-west-2a``."""
    return f"{models.group.name}/{pool.node_group.id}"
