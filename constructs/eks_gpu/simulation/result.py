"""What came of it: the timeline, what each group cost in node-hours, and who is still waiting, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import GPU
from eks_gpu.simulation.options import backed_off, room
from eks_gpu.simulation.scale_up import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.simulation.inputs import Batch, Plan, Pool
    from eks_gpu.simulation.record import Event
    from eks_gpu.simulation.world import World


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the pods that arrived together.

    Attributes:
        workload: Name of the workload.
        at: When they arrived.
        pods: How many.
        started: How many were started at all.
        finished: How many have ended.
        restarts: Starts after an eviction.
        pending: How many wait at the end, for the first time or again.
        first_start: When the first one started.
        last_start: When the last one started, or started anew.
        reasons: What those that wait are waiting for.
    """

    workload: str
    at: int
    pods: int
    started: int
    finished: int
    restarts: int
    pending: int
    first_start: int | None
    last_start: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupUse:
    """Nodes of a group over time.

    Attributes:
        group: Name of the group.
        max: Most nodes it may have.
        peak: Most nodes it had, those on their way included.
        node_hours: From each request to each removal: what EC2 bills.
        busy_hours: Of these, with a pod on the node.
        sizes: Seconds and nodes, at each change.
    """

    group: str
    max: int
    peak: int
    node_hours: float
    busy_hours: float
    sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A simulation that has ended."""

    plan: Plan
    events: tuple[Event, ...]
    outcomes: tuple[Outcome, ...]
    groups: tuple[GroupUse, ...]

    @property
    def never_started(self) -> int:
        """Pods that were never started."""
        return sum(one.pods - one.started for one in self.outcomes)


def summed(world: World) -> Result:
    """The result of a world that was closed; pods that arrive only later are not counted."""
    plan = world.plan
    return Result(
        plan=plan,
        events=tuple(world.record.events),
        outcomes=tuple(_outcome(world, batch) for batch in plan.batches if batch.at <= plan.settings.until),
        groups=tuple(_use(world, group) for group in dict.fromkeys(pool.group for pool in plan.pools)),
    )


def _outcome(world: World, batch: Batch) -> Outcome:
    tally = world.tallies[batch.index]
    return Outcome(
        workload=batch.workload,
        at=batch.at,
        pods=batch.pods,
        started=tally.started,
        finished=tally.finished,
        restarts=tally.restarts,
        pending=tally.pending + tally.waiting,
        first_start=tally.first_start,
        last_start=tally.last_start,
        reasons=tuple(_reasons(world, batch)),
    )


def _use(world: World, group: str) -> GroupUse:
    sizes = world.record.sizes[group]
    return GroupUse(
        group=group,
        max=sum(pool.max for pool in world.plan.pools if pool.group == group),
        peak=max(size for _, size in sizes),
        node_hours=world.record.node_seconds.get(group, 0) / 3600,
        busy_hours=world.record.busy_seconds.get(group, 0) / 3600,
        sizes=tuple(sizes),
    )


def _reasons(world: World, batch: Batch) -> Iterator[str]:
    tally = world.tallies[batch.index]
    if tally.waiting:
        quota = world.plan.quotas[batch.namespace]
        most = ", ".join(f"{quota[name]} {'GPUs' if name == GPU else name}" for name in batch.limited if name in quota)
        yield f"the namespace {batch.namespace} may ask for {most} together, so {tally.waiting} were not made"
    if not tally.pending:
        return
    if not batch.held:
        yield from (f"{group}: {reason}" for group, reason in batch.reasons.items())
        if not batch.reasons:
            yield "no group may hold it"
    elif not world.plan.autoscaled:
        yield "nothing adds nodes (`autoscaler.kind` is none), and those there are have no room"
    elif all(need.batch is not batch for need in needs(world)):
        yield "nodes for them are on their way"
    else:
        yield from dict.fromkeys(_obstacle(world, batch, pool) for pool in _for(world, batch))


def _for(world: World, batch: Batch) -> list[Pool]:
    return [pool for pool in world.plan.pools if pool.key in batch.held]


def _obstacle(world: World, batch: Batch, pool: Pool) -> str:
    """What keeps the autoscaler from adding a node of a pool that would hold a pod."""
    if not world.holds(pool, batch):
        return f"{pool.key}: {batch.reasons.get(pool.group, 'the autoscaler does not know that a node would hold one')}"
    if room(world, pool) <= 0:
        return f"{pool.key} is at its maximum of {pool.max} node{'' if pool.max == 1 else 's'}"
    if backed_off(world, pool):
        return f"{pool.key} is kept back after a failed scale-up"
    if batch.spread:
        return f"zone_spread: {pool.key} may not get ahead of the zones that are short"
    return f"{pool.key}: the autoscaler is about to act"
