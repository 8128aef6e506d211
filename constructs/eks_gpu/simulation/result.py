"""The result: the timeline, the node-hours of each group, and the pods that still wait, with the reasons."""

from __future__ import annotations

import itertools
from dataclasses import field, replace
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import plural
from eks_gpu.scheduling.amounts import GPU
from eks_gpu.simulation.options import backed_off, room
from eks_gpu.simulation.scale_up import needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.simulation.inputs import Batch, Plan, Pool
    from eks_gpu.simulation.queues.state import Wait
    from eks_gpu.simulation.record import Event
    from eks_gpu.simulation.world import World


@dataclass(frozen=True)
class Outcome:
    """The outcome for the pods that arrived together.

    Attributes:
        workload: Name of the workload.
        at: Time of their arrival, in seconds from the start.
        pods: Number of pods.
        started: Number of pods that were started at least once.
        finished: Number of pods that have ended.
        restarts: Number of starts after an eviction.
        pending: Number of pods that wait at the end, for the first time or again.
        first_start: Time of the first start.
        last_start: Time of the last start or restart.
        reasons: Reasons why pods still wait.
        queue: Queue that it waits in; None if it starts without asking.
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
    queue: str | None = None


@dataclass(frozen=True)
class QueueUse:
    """GPUs in use of a queue over time.

    Attributes:
        queue: Name of the queue.
        owns: GPUs that it owns on all groups together.
        peak: Most GPUs that it used.
        sizes: Seconds and GPUs, at each change.
    """

    queue: str
    owns: int
    peak: int
    sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class GroupUse:
    """Nodes of a group over time.

    Attributes:
        group: Name of the group.
        max: Maximum number of nodes.
        peak: Largest number of nodes it had, including those that were starting.
        node_hours: Time from each request to each removal, which EC2 bills.
        busy_hours: Part of it with a pod on the node.
        sizes: Seconds and nodes, at each change.
        types: For a node pool, both kinds of hours by instance type.
        namespaces: The busy hours, divided among the namespaces with pods on the nodes.
    """

    group: str
    max: int
    peak: int
    node_hours: float
    busy_hours: float
    sizes: tuple[tuple[int, int], ...]
    types: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    namespaces: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """A simulation that has ended."""

    plan: Plan
    events: tuple[Event, ...]
    outcomes: tuple[Outcome, ...]
    groups: tuple[GroupUse, ...]
    queues: tuple[QueueUse, ...] = ()
    waits: tuple[Wait, ...] = ()

    @property
    def never_started(self) -> int:
        """Pods that were never started."""
        return sum(one.pods - one.started for one in self.outcomes)


def summed(world: World) -> Result:
    """The result of a closed world; pods that would arrive after its end are not counted."""
    plan = world.plan
    return Result(
        plan=plan,
        events=tuple(world.record.events),
        outcomes=tuple(_outcomes(world)),
        groups=tuple(_use(world, group) for group in dict.fromkeys(pool.group for pool in plan.pools)),
        queues=tuple(_queues(world)),
        waits=tuple(world.queues.waits),
    )


def _queues(world: World) -> Iterator[QueueUse]:
    design = world.plan.queueing
    for queue in design.queues if design else ():
        sizes = world.queues.sizes.get(queue.name, [(0, 0)])
        owns = sum(quota.nominal for quotas in queue.quotas.values() for quota in quotas.values())
        yield QueueUse(queue.name, owns, max(size for _, size in sizes), tuple(sizes))


def _outcomes(world: World) -> Iterator[Outcome]:
    """One for each arrival; the pods of a queued Deployment are counted together."""
    plan = world.plan
    for _, parts in itertools.groupby(plan.batches, key=lambda batch: batch.part):
        found = [_outcome(world, batch) for batch in parts if batch.at <= plan.settings.until]
        if found:
            yield _together(found)


def _together(found: list[Outcome]) -> Outcome:
    starts = [one.first_start for one in found if one.first_start is not None]
    ends = [one.last_start for one in found if one.last_start is not None]
    return replace(
        found[0],
        pods=sum(one.pods for one in found),
        started=sum(one.started for one in found),
        finished=sum(one.finished for one in found),
        restarts=sum(one.restarts for one in found),
        pending=sum(one.pending for one in found),
        first_start=min(starts, default=None),
        last_start=max(ends, default=None),
        reasons=tuple(dict.fromkeys(reason for one in found for reason in one.reasons)),
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
        queue=batch.queue,
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
        types={
            kind: (billed / 3600, busy / 3600)
            for (of, kind), (billed, busy) in sorted(world.record.of_types.items())
            if of == group
        },
        namespaces={
            name: seconds / 3600 for name, seconds in sorted(world.record.shared_seconds.get(group, {}).items())
        },
    )


def _reasons(world: World, batch: Batch) -> Iterator[str]:
    tally = world.tallies[batch.index]
    if tally.failed:
        yield "not all its ranks had a node within 'start_within', so the job failed and gave its nodes back"
    if tally.waiting and batch.queue is not None:
        why = world.queues.reasons.get(batch.index, "")
        yield f"it waits in the queue {batch.queue}{f' ({why})' if why else ''}"
    elif tally.waiting:
        quota = world.plan.quotas[batch.namespace]
        most = ", ".join(f"{quota[name]} {'GPUs' if name == GPU else name}" for name in batch.limited if name in quota)
        pods = plural(tally.waiting, "pod")
        yield f"the quota of namespace {batch.namespace} is {most}, so {pods} could not be created"
    if not tally.pending:
        return
    if not batch.held:
        yield from (f"{group}: {reason}" for group, reason in batch.reasons.items())
        if not batch.reasons:
            yield "no group can hold it"
    elif not world.plan.autoscaled and not batch.suits:
        yield "nothing adds nodes (`autoscaler.kind` is none), and the existing ones have no room"
    elif all(need.batch is not batch for need in needs(world)) or _on_their_way(world, batch):
        yield "nodes for them are starting"
    else:
        yield from dict.fromkeys(_obstacle(world, batch, pool) for pool in _for(world, batch))


def _on_their_way(world: World, batch: Batch) -> bool:
    """Whether a provisioner's nodes for such pods are starting."""
    return any(node.offer and node.devices is None and node.pool.key in batch.suits for node in world.nodes())


def _for(world: World, batch: Batch) -> list[Pool]:
    return [pool for pool in world.plan.pools if pool.key in batch.held and world.admits(pool, batch)]


def _obstacle(world: World, batch: Batch, pool: Pool) -> str:
    """The reason why the autoscaler adds no node of a pool that would hold a pod."""
    if not pool.provisioned and not world.holds(pool, batch):
        return f"{pool.key}: {batch.reasons.get(pool.group, 'the autoscaler cannot see that a node would hold one')}"
    if room(world, pool) <= 0:
        return f"{pool.key} is at its maximum of {pool.max} node{'' if pool.max == 1 else 's'}"
    if backed_off(world, pool):
        if pool.provisioned:
            return f"EC2 has no Spot instance for {pool.group}, which takes no other"
        return f"{pool.key} is backed off after a failed scale-up"
    if batch.spread:
        return f"zone_spread: {pool.key} must not get ahead of zones that are short of capacity"
    return f"{pool.key}: {'the provisioner' if pool.provisioned else 'the autoscaler'} is about to act"
