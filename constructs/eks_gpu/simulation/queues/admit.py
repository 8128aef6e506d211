"""The scheduling cycles of Kueue: the head of every queue, one after the other, until nothing more is admitted.

`pkg/scheduler/scheduler.go` and `fair_sharing_iterator.go` of v0.19.2, with `queueingStrategy: BestEffortFIFO`: work
that does not fit lets the next of its queue try. Stopped work gives its GPUs back at once, and the work that it was
stopped for gets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.simulation.queues.fit import Offer, best_offer, obstacle, wanted
from eks_gpu.simulation.queues.share import share
from eks_gpu.simulation.queues.state import Admission, Wait
from eks_gpu.simulation.queues.stop import stop
from eks_gpu.simulation.state import Due

if TYPE_CHECKING:
    from eks_gpu.simulation.inputs import Batch
    from eks_gpu.simulation.world import World

# Stopped work is tried again once its pods have ended; how long that takes is up to them.
_ENDS = 1


def enqueue(world: World, batch: Batch) -> None:
    """Let work wait in its queue."""
    world.queues.since[batch.index] = world.queues.began[batch.index] = world.now


def admit(world: World) -> None:
    """Admit all that can be admitted now."""
    if world.plan.queueing is None:
        return
    refused: set[int] = set()
    while heads := _heads(world, refused):
        offers = [offer for head in heads if (offer := _try(world, head, refused))]
        while offers:
            chosen = min(offers, key=lambda offer: _order(world, offer))
            offers.remove(chosen)
            # Others of this cycle may have taken the GPUs; the work is then the head of the next cycle again.
            if best_offer(world, chosen.batch) == chosen:
                _admit(world, chosen)
                if chosen.stops:
                    # GPUs that come back wake up all that did not fit (QueueAssociatedInadmissibleWorkloads).
                    refused.clear()


def _heads(world: World, refused: set[int]) -> list[Batch]:
    """The first of every queue: the highest priority, then the oldest."""
    waiting = [
        batch
        for batch in world.plan.batches
        if batch.queue is not None
        and batch.index not in refused
        and batch.index not in world.queues.admitted
        and world.tallies[batch.index].waiting
        and world.queues.retry.get(batch.index, 0) <= world.now
    ]
    heads: dict[str, Batch] = {}
    for batch in sorted(waiting, key=lambda one: (-one.rank, world.queues.since[one.index], one.index)):
        heads.setdefault(batch.queue or "", batch)
    return list(heads.values())


def _try(world: World, batch: Batch, refused: set[int]) -> Offer | None:
    offer = best_offer(world, batch)
    if offer is None:
        refused.add(batch.index)
        world.queues.reasons.setdefault(batch.index, obstacle(world, batch))
    return offer


def _order(world: World, offer: Offer) -> tuple[bool, float, int, int, int]:
    """Work that borrows nothing goes first; with fair sharing, then that of the queue with the smallest share."""
    batch, design = offer.batch, world.plan.queueing
    part = 0.0
    if design and design.spec.fair_sharing:
        extra = {(offer.flavor.name, name): amount for name, amount in wanted(world, batch).items()}
        part = share(world, design, batch.queue or "", {}, extra)
    return offer.borrows, part, -batch.rank, world.queues.since[batch.index], batch.index


def _admit(world: World, offer: Offer) -> None:
    batch, design, queues = offer.batch, world.plan.queueing, world.queues
    for index in offer.stops:
        stop(world, world.plan.batches[index], f"for {batch.workload} of {batch.queue}")
        queues.retry[index] = world.now + _ENDS
        world.plan_for(world.now + _ENDS, Due("retry", world.plan.batches[index]))
    tally = world.tallies[batch.index]
    pods, tally.waiting = tally.waiting, 0
    queues.use(batch, offer.flavor.name, pods, world.now)
    queues.admitted[batch.index] = Admission(offer.flavor, world.now, pods)
    since = queues.began[batch.index]
    if since < world.now:
        why = queues.reasons.get(batch.index, "")
        queues.waits.append(Wait(batch.workload, batch.queue or "", since, world.now, why))
    queues.reasons.pop(batch.index, None)
    borrowed = ", borrowed in part" if offer.borrows else ""
    world.log("admit", batch.workload, [("", pods)], f"queue {batch.queue}, {offer.flavor.group}{borrowed}")
    world.pend(batch, pods)
    if design:
        world.plan_for(world.now + design.ready_seconds, Due("late", batch, run=tally.run))
