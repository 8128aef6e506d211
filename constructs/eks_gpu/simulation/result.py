"""The result: the timeline, the node-hours of each group, and the pods that still wait, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eks_gpu.problem import plural
from eks_gpu.scheduling.amounts import GPU
from eks_gpu.simulation.options import backed_off, room
from eks_gpu.simulation.scale_up import needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.simulation.inputs import Batch, Plan, Pool
    from eks_gpu.simulation.record import Event
    from eks_gpu.simulation.world import World


@dataclass(frozen=True, slots=True)
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
    """The result of a closed world; pods that would arrive after its end are not counted."""
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
    if tally.waiting:
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
    return [pool for pool in world.plan.pools if pool.key in batch.held]


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
