"""Which work Kueue stops for work that waits.

`pkg/scheduler/preemption` of v0.19.2: `preemption.go`, `classical`, `fairsharing` and `common/ordering.go`, for cohorts
without parents and without `borrowWithinCohort`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.simulation.queues.share import share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from eks_gpu.design import FlavorDesign, QueueDesign, QueueingDesign
    from eks_gpu.simulation.inputs import Batch
    from eks_gpu.simulation.world import World

Users = dict[str, dict[str, int]]


@dataclass
class _Trial:
    """The use of one flavor, from which work is taken away on trial.

    Attributes:
        world: The state.
        design: The queues.
        queue: The queue of the work that waits.
        flavor: The flavor.
        asks: Requests of that work, by resource.
        users: Use by resource and queue.
    """

    world: World
    design: QueueingDesign
    queue: QueueDesign
    flavor: FlavorDesign
    asks: Mapping[str, int]
    users: Users

    def take(self, batch: Batch, sign: int = 1) -> None:
        """Take work away, or put it back."""
        pods = self.world.queues.admitted[batch.index].pods
        for resource, amount in batch.limited.items():
            self.users[resource][batch.queue or ""] -= sign * amount * pods

    def fits(self, *, borrowing: bool) -> bool:
        """Whether the work that waits fits now."""
        for resource, amount in self.asks.items():
            shared = self.design.shared(self.queue, self.flavor.name, resource)
            used = self.users[resource].get(self.queue.name, 0)
            if amount > shared.available(self.queue.name, self.users[resource]):
                return False
            if not borrowing and used + amount > shared.quotas[self.queue.name].nominal:
                return False
        return True

    def borrows(self, name: str) -> bool:
        """Whether a queue uses more than it owns of what the work that waits needs."""
        other = self.design.queue(name)
        return other is not None and any(
            self.users[resource].get(name, 0) > other.quotas[self.flavor.name][resource].nominal
            for resource in self.asks
        )

    def within_nominal(self, *, with_work: bool) -> bool:
        """Whether the waiting work's queue stays below its own quota, with that work or without."""
        quotas = self.queue.quotas[self.flavor.name]
        return all(
            self.users[resource].get(self.queue.name, 0) + (amount if with_work else 1) <= quotas[resource].nominal
            for resource, amount in self.asks.items()
        )


def targets(
    world: World,
    design: QueueingDesign,
    queue: QueueDesign,
    batch: Batch,
    flavor: FlavorDesign,
    *,
    asks: Mapping[str, int],
) -> tuple[int, ...]:
    """Batches that must be stopped so that a batch fits on a flavor; none if that does not help."""
    users = {resource: dict(world.queues.users(flavor.name, resource)) for resource in design.resources}
    for counts in users.values():
        counts.setdefault(queue.name, 0)
    trial = _Trial(world, design, queue, flavor, asks, users)
    own, others = _candidates(trial, batch)
    if design.spec.fair_sharing:
        return _fair(trial, own, others)
    for borrowing, candidates in _attempts(trial, own, others):
        found = _first_that_fit(trial, candidates, lambda one: trial.borrows(one.queue or ""), borrowing=borrowing)
        if found:
            return tuple(one.index for one in found)
    return ()


def _attempts(trial: _Trial, own: list[Batch], others: list[Batch]) -> Iterator[tuple[bool, list[Batch]]]:
    """Whether the waiting work may borrow in the end, and the work that may be stopped for it."""
    if trial.within_nominal(with_work=True):
        yield True, [*others, *own]
    elif others and trial.within_nominal(with_work=False):
        yield False, [*others, *own]
        yield True, own
    else:
        yield True, own


def _candidates(trial: _Trial, batch: Batch) -> tuple[list[Batch], list[Batch]]:
    """Admitted work of the own queue and of others that may be stopped; low priorities and late comers first."""
    queues, batches = trial.world.queues, trial.world.plan.batches
    here = [batches[index] for index, one in queues.admitted.items() if one.flavor.name == trial.flavor.name]
    alike = [one for one in here if one.limited.keys() & trial.asks.keys()]
    rules = trial.design.spec.preemption
    own = [one for one in alike if one.queue == batch.queue and _may_stop(trial.world, rules.within_queue, batch, one)]
    cohort = {one.name for one in trial.design.queues if trial.queue.cohort and one.cohort == trial.queue.cohort}
    others = [
        one
        for one in alike
        if one.queue != batch.queue
        and one.queue in cohort
        and trial.borrows(one.queue or "")
        and _may_stop(trial.world, rules.reclaim, batch, one)
    ]
    return _ordered(trial.world, own), _ordered(trial.world, others)


def _ordered(world: World, batches: Sequence[Batch]) -> list[Batch]:
    return sorted(batches, key=lambda one: (one.rank, -world.queues.admitted[one.index].at, one.index))


def _may_stop(world: World, rule: str, batch: Batch, other: Batch) -> bool:
    since = world.queues.since
    newer = other.rank == batch.rank and since[other.index] > since[batch.index]
    return {
        "any": True,
        "lower-priority": other.rank < batch.rank,
        "lower-or-newer": other.rank < batch.rank or newer,
    }.get(rule, False)


def _first_that_fit(
    trial: _Trial, candidates: Sequence[Batch], valid: Callable[[Batch], bool], *, borrowing: bool
) -> list[Batch]:
    """Take work away until the waiting work fits, then put back what was not necessary; nothing is left taken."""
    taken: list[Batch] = []
    for one in candidates:
        if one.queue != trial.queue.name and not valid(one):
            continue
        trial.take(one)
        taken.append(one)
        if trial.fits(borrowing=borrowing):
            found = _without_needless(trial, taken, borrowing=borrowing)
            _restore(trial, found)
            return found
    _restore(trial, taken)
    return []


def _without_needless(trial: _Trial, taken: Sequence[Batch], *, borrowing: bool) -> list[Batch]:
    kept = list(taken)
    for one in reversed(taken[:-1]):
        trial.take(one, -1)
        if trial.fits(borrowing=borrowing):
            kept.remove(one)
        else:
            trial.take(one)
    return kept


def _restore(trial: _Trial, batches: Sequence[Batch]) -> None:
    for one in batches:
        trial.take(one, -1)


def _fair(trial: _Trial, own: Sequence[Batch], others: Sequence[Batch]) -> tuple[int, ...]:
    """Fair sharing: first work after which its queue still has borrowed at least as much, then of queues with more."""
    entitled = trial.within_nominal(with_work=True)
    taken: list[Batch] = []
    later: list[Batch] = []
    mine = _share(trial, trial.queue.name, trial.asks)
    rest = [*others, *own]
    while rest and not (taken and trial.fits(borrowing=True)):
        one = max(rest, key=lambda other: (_share(trial, other.queue or "", {}), -rest.index(other)))
        rest.remove(one)
        if one.queue != trial.queue.name and not entitled:
            if not trial.borrows(one.queue or ""):
                continue
            trial.take(one)
            if mine > _share(trial, one.queue or "", {}):
                trial.take(one, -1)
                later.append(one)
                continue
            trial.take(one, -1)
        trial.take(one)
        taken.append(one)
    for one in later:
        if not trial.fits(borrowing=True) and mine < _share(trial, one.queue or "", {}):
            trial.take(one)
            taken.append(one)
    found = _without_needless(trial, taken, borrowing=True) if taken and trial.fits(borrowing=True) else []
    _restore(trial, found or taken)
    return tuple(one.index for one in found)


def _share(trial: _Trial, name: str, extra: Mapping[str, int]) -> float:
    use = {(trial.flavor.name, resource): users.get(name, 0) for resource, users in trial.users.items()}
    return share(
        trial.world, trial.design, name, use, {(trial.flavor.name, key): value for key, value in extra.items()}
    )
