"""The scheduler: which pods go to which node."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, TypeVar

from eks_gpu.scheduling.amounts import CPU, MEMORY, times
from eks_gpu.simulation.state import Due, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.simulation.inputs import Batch
    from eks_gpu.simulation.state import Node
    from eks_gpu.simulation.world import World

S = TypeVar("S", bound=Slot)


def place(batch: Batch, pods: int, slots: Sequence[S], counts: dict[str, int]) -> list[S]:
    """Give pods room, one after the other, and say where each went; what it takes is gone from the slots.

    The emptiest slot comes first, as the scheduler's NodeResourcesFit scores by default (LeastAllocated, CPU and memory
    alike). With a spread the zone with the fewest pods comes first, and none may be further ahead than its skew; a zone
    without nodes counts as one without pods, as `minDomains` has it.

    Args:
        batch: What they are.
        pods: How many at most.
        slots: Where they may go.
        counts: Pods by zone; kept up to date.
    """
    heaps: dict[str, list[tuple[float, int]]] = {}
    for number, slot in enumerate(slots):
        if times(batch.asks, slot.free):
            heaps.setdefault(slot.zone if counts else "", []).append((_fullness(slot), number))
    for heap in heaps.values():
        heapq.heapify(heap)
    chosen: list[S] = []
    while len(chosen) < pods and (zone := _open(heaps, counts, batch.skew)) is not None:
        slot = slots[heaps[zone][0][1]]
        take(slot, batch, 1)
        chosen.append(slot)
        if counts:
            counts[zone] += 1
        _put_back(heaps[zone], slot, batch)
    return chosen


def allowance(batch: Batch, zone: str, counts: dict[str, int]) -> int:
    """How many more pods a zone may take while the others stay as they are."""
    if not batch.spread:
        return batch.pods
    others = [count for name, count in counts.items() if name != zone]
    return max(min(others) + batch.skew - counts[zone], 0) if others else batch.pods


def take(slot: Slot, batch: Batch, pods: int) -> None:
    """Use up what pods ask for."""
    for name, amount in batch.asks.items():
        if amount:
            slot.free[name] -= amount * pods


def bind_all(world: World) -> None:
    """Start every pod for which there is room."""
    for batch in world.pending():
        ready = [node for node in world.nodes() if _suits(node, batch) and _open_to(world, node, batch)]
        if not any(times(batch.asks, node.free) for node in ready):
            continue
        chosen = place(batch, world.tallies[batch.index].pending, ready, world.by_zone(batch))
        for node, pods in _counted(chosen):
            world.bind(batch, node, pods)
            if batch.runs_for is not None and not batch.together:
                run = world.tallies[batch.index].run
                world.plan_for(world.now + batch.runs_for, Due("finish", batch, (node,), pods, run))
            world.log("start", batch.workload, [(node.pool.key, pods)])
        if chosen and batch.together:
            _begin(world, batch)
            _watch(world, batch, len(chosen))


def _suits(node: Node, batch: Batch) -> bool:
    """Whether a pod may run on a node; of a node pool, by the type that was bought."""
    if node.offer:
        return node.offer.name in batch.suits.get(node.pool.key, ())
    return node.pool.key in batch.held


def _open_to(world: World, node: Node, batch: Batch) -> bool:
    return (
        world.admits(node.pool, batch) and node.ready is not None and (node.devices is not None or not batch.on_devices)
    )


def _begin(world: World, batch: Batch) -> None:
    """Ranks wait for one another; what they hold until the last one is there is paid for."""
    tally = world.tallies[batch.index]
    if batch.runs_for is None or tally.waiting or tally.pending or tally.started < batch.pods:
        return
    for node in world.nodes():
        if pods := node.pods.get(batch.index, 0):
            world.plan_for(world.now + batch.runs_for, Due("finish", batch, (node,), pods, tally.run))


def _watch(world: World, batch: Batch, pods: int) -> None:
    """A gang that gives up counts from its first pod."""
    tally = world.tallies[batch.index]
    if batch.gives_up is not None and tally.first_start == world.now and tally.started == pods:
        world.plan_for(world.now + batch.gives_up, Due("gives-up", batch, run=tally.run))


def give_up_gang(world: World, batch: Batch) -> None:
    """The Job fails: all its pods end, and no other comes."""
    tally = world.tallies[batch.index]
    if not tally.pending and not tally.waiting:
        return
    for node in list(world.nodes()):
        if pods := node.pods.get(batch.index, 0):
            world.unbind(batch, node, pods)
    tally.failed, tally.pending, tally.waiting = batch.pods, 0, 0
    tally.run += 1
    world.log("fail", batch.workload, [("", batch.pods)], "not all ranks had a node in time")


def _open(heaps: dict[str, list[tuple[float, int]]], counts: dict[str, int], skew: int) -> str | None:
    if not counts:
        return "" if heaps.get("") else None
    most = min(counts.values()) + skew
    there = [zone for zone, count in counts.items() if count < most and heaps.get(zone)]
    return min(there, key=lambda zone: counts[zone], default=None)


def _put_back(heap: list[tuple[float, int]], slot: Slot, batch: Batch) -> None:
    if times(batch.asks, slot.free):
        heapq.heapreplace(heap, (_fullness(slot), heap[0][1]))
    else:
        heapq.heappop(heap)


def _fullness(slot: Slot) -> float:
    """Shares of CPU and memory that are taken, in parts of a million so that rounding cannot order equals."""
    return sum(1_000_000 * (slot.whole[name] - slot.free[name]) // max(slot.whole[name], 1) for name in (CPU, MEMORY))


def _counted(slots: Iterable[S]) -> list[tuple[S, int]]:
    counts: dict[int, tuple[S, int]] = {}
    for slot in slots:
        counts[id(slot)] = (slot, counts.get(id(slot), (slot, 0))[1] + 1)
    return list(counts.values())
