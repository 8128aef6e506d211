"""Whether work fits on a flavor: at once, by borrowing, or after other work has been stopped.

`pkg/scheduler/flavorassigner/flavorassigner.go` of Kueue, for work with one kind of pods and cohorts without parents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.simulation.queues.preempt import targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import FlavorDesign, QueueDesign, QueueingDesign
    from eks_gpu.simulation.inputs import Batch
    from eks_gpu.simulation.world import World


@dataclass(frozen=True)
class Offer:
    """A flavor that work may get.

    Attributes:
        batch: The work.
        flavor: The flavor.
        borrows: Whether it would use more than its queue owns.
        stops: Work that must be stopped before; none if it fits at once.
    """

    batch: Batch
    flavor: FlavorDesign
    borrows: bool
    stops: tuple[int, ...] = ()

    @property
    def rank(self) -> tuple[bool, bool]:
        """The best first: nothing is stopped, nothing is borrowed (`isPreferred`, borrowing over preemption)."""
        return bool(self.stops), self.borrows


def best_offer(world: World, batch: Batch) -> Offer | None:
    """The best flavor; of equals the first, as with `whenCanBorrow` and `whenCanPreempt: TryNextFlavor`."""
    return min(_offers(world, batch), key=lambda offer: offer.rank, default=None)


def _offers(world: World, batch: Batch) -> Iterator[Offer]:
    design = world.plan.queueing
    queue = design.queue(batch.queue) if design else None
    if design is None or queue is None:
        return
    for flavor in design.flavors:
        if flavor.name in batch.flavors:
            offer = _offer(world, design, queue, batch, flavor)
            if offer:
                yield offer


def _offer(
    world: World, design: QueueingDesign, queue: QueueDesign, batch: Batch, flavor: FlavorDesign
) -> Offer | None:
    fits, borrows = True, False
    for resource, amount in wanted(world, batch).items():
        shared, users = design.shared(queue, flavor.name, resource), world.queues.users(flavor.name, resource)
        if amount > shared.most(queue.name):
            return None
        borrows = borrows or shared.borrows(queue.name, users.get(queue.name, 0) + amount)
        fits = fits and amount <= shared.available(queue.name, users)
    if fits:
        return Offer(batch, flavor, borrows)
    stopped = targets(world, design, queue, batch, flavor, asks=wanted(world, batch))
    return Offer(batch, flavor, borrows, stopped) if stopped else None


def wanted(world: World, batch: Batch) -> dict[str, int]:
    """Requests of all pods of a batch that have not ended."""
    left = batch.pods - world.tallies[batch.index].finished
    return {resource: amount * left for resource, amount in batch.limited.items()}


def obstacle(world: World, batch: Batch) -> str:
    """Why a batch waits, in words: who uses what it needs."""
    design = world.plan.queueing
    queue = design.queue(batch.queue) if design else None
    if design is None or queue is None:
        return "its queue does not exist"
    mine = [flavor for flavor in design.flavors if flavor.name in batch.flavors]
    parts = [_use(world, batch, flavor, queue) for flavor in mine]
    return "; ".join(parts) or "its queue has no group that it may run on"


def _use(world: World, batch: Batch, flavor: FlavorDesign, queue: QueueDesign) -> str:
    told = []
    for resource, amount in wanted(world, batch).items():
        most = world.plan.queueing.most(queue, flavor.name, resource) if world.plan.queueing else 0
        if amount > most:
            return f"{flavor.group}: it needs {amount}, and its queue can use at most {most}"
        used = {name: count for name, count in world.queues.users(flavor.name, resource).items() if count}
        told.append(", ".join(f"{name} uses {count}" for name, count in used.items()))
    return f"{flavor.group}: {'; '.join(filter(None, told)) or 'its own quota is too small'}"
