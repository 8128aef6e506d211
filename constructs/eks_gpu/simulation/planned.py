"""Nodes that Karpenter plans: pods are put on one as long as some type holds them all (`nodeclaim.go`, CanAdd)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import less, times
from eks_gpu.simulation.schedule import allowance
from eks_gpu.simulation.state import Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.simulation.inputs import Batch, Offer, Pool
    from eks_gpu.simulation.state import Node
    from eks_gpu.simulation.world import World


@dataclass(eq=False)
class InFlight(Slot):
    """A node on its way, as Karpenter expects it."""

    name: str = ""


@dataclass(eq=False)
class Bin:
    """A node that is planned.

    Attributes:
        pool: Its pool.
        types: Types that hold all of its pods, cheapest first.
        zone: Where it must be; None for any zone of the pool.
        asked: Sum of what its pods ask for.
        pods: How many they are.
    """

    pool: Pool
    types: tuple[Offer, ...]
    zone: str | None = None
    asked: dict[str, int] = field(default_factory=dict)
    pods: int = 0

    def room(self, batch: Batch) -> int:
        """Pods of a kind that the node could still take, on the type that holds most of them."""
        return max((times(batch.asks, less(one.template.free, self.asked)) for one in self._suiting(batch)), default=0)

    def add(self, batch: Batch, pods: int, zone: str | None) -> None:
        """Put pods on the node, and drop the types that do not hold them."""
        for name, amount in batch.asks.items():
            self.asked[name] = self.asked.get(name, 0) + amount * pods
        self.pods += pods
        self.zone = self.zone or zone
        self.types = tuple(one for one in self._suiting(batch) if _holds(one, self.asked))

    def _suiting(self, batch: Batch) -> list[Offer]:
        names = batch.suits.get(self.pool.key, frozenset())
        return [one for one in self.types if one.name in names]


def in_flight(node: Node) -> InFlight:
    """A node that was asked for and is not there yet, with the pods that are on it already."""
    expected = node.offer.template.free if node.offer else node.whole
    used = {name: amount - node.free.get(name, 0) for name, amount in node.whole.items()}
    free = less(expected, used)
    return InFlight(node.pool, node.zone, expected, free, node.offer.name if node.offer else "")


def packed(world: World, wanted: Sequence[tuple[Batch, int, dict[str, int]]]) -> list[Bin]:
    """New nodes for pods: the planned one with the fewest pods first, else one of the pool with the highest weight."""
    bins: list[Bin] = []
    for batch, pods, counts in wanted:
        left = pods
        while left:
            zones = _zones(batch, counts)
            found = _next(world, bins, batch, zones)
            if found is None:
                break
            one, zone = found
            count = min(left, one.room(batch), allowance(batch, zone, counts) if counts and zone else left)
            if count <= 0:
                break
            if not one.pods:
                bins.append(one)
            one.add(batch, count, zone)
            left -= count
            if counts and zone:
                counts[zone] += count
    return bins


def _next(world: World, bins: list[Bin], batch: Batch, zones: list[str | None]) -> tuple[Bin, str | None] | None:
    """A node that takes a pod, and its zone; a zone with fewer pods of the kind comes first."""
    for zone in zones:
        for one in sorted(bins, key=lambda one: one.pods):
            fits = zone is None or (one.zone in {None, zone} and zone in one.pool.zones)
            if fits and one.room(batch):
                return one, zone or one.zone
        for pool in sorted(world.plan.pools, key=lambda pool: -pool.priority):
            fresh = Bin(pool, _offered(world, pool))
            if _open(world, pool, bins) and fresh.room(batch) and (zone is None or zone in pool.zones):
                return fresh, zone
    return None


def _zones(batch: Batch, counts: dict[str, int]) -> list[str | None]:
    if not counts:
        return [None]
    return [*sorted((zone for zone in counts if allowance(batch, zone, counts)), key=counts.__getitem__)]


def _open(world: World, pool: Pool, bins: list[Bin]) -> bool:
    """Whether a pool may have a node more; Karpenter counts nodes that it has planned."""
    return len(world.pools[pool.key]) + sum(one.pool is pool for one in bins) < pool.max


def _offered(world: World, pool: Pool) -> tuple[Offer, ...]:
    """The pool's types; none while EC2 has no Spot instance of any and the pool takes nothing else."""
    backoff = world.backoffs.get(pool.key)
    away = backoff is not None and backoff.until >= world.now
    return () if away and not pool.on_demand else pool.offers


def _holds(offer: Offer, asked: Amounts) -> bool:
    return all(amount <= offer.template.free.get(name, 0) for name, amount in asked.items())
