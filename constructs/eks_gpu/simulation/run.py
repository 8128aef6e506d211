"""The loop: from event to event, and a scan of the autoscaler wherever one could change something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from eks_gpu.simulation import provisioning
from eks_gpu.simulation.queues.admit import admit, enqueue
from eks_gpu.simulation.queues.stop import close, ended, late
from eks_gpu.simulation.result import Result, summed
from eks_gpu.simulation.scale_down import cooled_down, mark_unneeded, removable, removable_from, scale_down
from eks_gpu.simulation.scale_up import drop, give_up, needs, old_enough, scale_up
from eks_gpu.simulation.schedule import bind_all, give_up_gang
from eks_gpu.simulation.state import Due
from eks_gpu.simulation.world import SCAN, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.simulation.inputs import Batch, Plan
    from eks_gpu.simulation.options import Need
    from eks_gpu.simulation.state import Node


def simulate(plan: Plan, remembered: frozenset[str] = frozenset()) -> Result:
    """Let time pass until nothing more can happen, or the user has seen enough.

    Args:
        plan: All that the simulation depends on.
        remembered: Pools that are at zero and of which the autoscaler has seen a node before; by default none.
    """
    world = World(plan)
    world.seen |= remembered
    for batch in plan.batches:
        world.plan_for(batch.at, Due("arrive", batch, pods=batch.pods))
    scan: int | None = 0
    while (now := _earliest(world.next_due(), scan)) is not None and now <= plan.settings.until:
        world.now = now
        happened = _happen(world)
        if scan == now or (happened and (_triggered(world) or world.at_or_after(now) == now)):
            world.last_scan = now
            scan = _scan(world)
        elif happened:
            scan = _earliest(scan, world.at_or_after(now))
    world.close(plan.settings.until)
    close(world)
    return summed(world)


def _triggered(world: World) -> bool:
    """Whether a pod was found unschedulable just now, which starts a scan between two others (loop/trigger.go)."""
    return world.plan.frequent_loops and any(world.tallies[one.index].latest == world.now for one in world.pending())


def _happen(world: World) -> bool:
    """All that is due now, before the scheduler looks at it."""
    happened = False
    for due in world.take_due():
        happened = True
        _effect(world, due)
    if happened:
        admit(world)
        _admit(world)
        bind_all(world)
        _note_hanging(world)
        provisioning.trigger(world)
        provisioning.provision(world)
        provisioning.note_empty(world)
    return happened


def _effect(world: World, due: Due) -> None:
    nodes = [node for node in due.nodes if not node.gone]
    if due.kind == "arrive" and due.batch:
        world.log("arrive", due.batch.workload, [("", due.pods)])
        world.tallies[due.batch.index].waiting += due.pods
        if due.batch.queue is not None:
            enqueue(world, due.batch)
    elif due.kind == "late" and due.batch and due.run == world.tallies[due.batch.index].run:
        late(world, due.batch)
    elif due.kind == "gives-up" and due.batch and due.run == world.tallies[due.batch.index].run:
        give_up_gang(world, due.batch)
    elif due.kind == "finish" and due.batch and nodes and due.run == world.tallies[due.batch.index].run:
        world.unbind(due.batch, nodes[0], due.pods)
        world.tallies[due.batch.index].finished += due.pods
        ended(world, due.batch, due.pods)
        world.log("finish", due.batch.workload, [(nodes[0].pool.key, due.pods)])
    elif due.kind == "refused":
        world.log("refused", nodes[0].pool.group, [(nodes[0].pool.key, len(nodes))])
        if nodes[0].offer:
            world.remove(nodes[0])
            provisioning.refused(world, nodes[0].pool)
        else:
            drop(world, nodes)
    elif due.kind == "empty" and nodes:
        provisioning.remove_empty(world, nodes[0])
    elif due.kind in {"ready", "devices", "seen"}:
        _comes(world, due.kind, nodes)


def _comes(world: World, kind: Literal["ready", "devices", "seen"], nodes: list[Node]) -> None:
    """Nodes become Ready, offer their GPUs, or have been Ready for long enough to be planned with."""
    for node in nodes:
        if kind == "seen":
            world.look_at(node)
            continue
        late = node.ready is not None and node.ready < world.now
        if kind == "ready":
            world.make_ready(node)
        else:
            world.offer_devices(node)
        if kind == "ready" or late:
            world.log(kind, node.pool.group, [(node.pool.key, 1)])


def _admit(world: World) -> None:
    """A namespace's quota of GPUs keeps pods from being made; their controller tries again when others are done."""
    for batch in world.plan.batches:
        tally = world.tallies[batch.index]
        if not tally.waiting or batch.queue is not None:
            continue
        quota = world.plan.quotas.get(batch.namespace, {})
        room = tally.waiting
        for name, amount in batch.limited.items():
            if name in quota:
                room = min(room, (quota[name] - _quota_used(world, batch, name)) // amount)
        if room > 0:
            tally.waiting -= room
            world.pend(batch, room)


def _quota_used(world: World, batch: Batch, name: str) -> int:
    used = 0
    for other in world.plan.batches:
        if other.namespace == batch.namespace:
            tally = world.tallies[other.index]
            used += other.asks.get(name, 0) * (tally.pending - tally.evicted + tally.started - tally.finished)
    return used


def _note_hanging(world: World) -> None:
    """A node came, as the autoscaler had planned, and a pod does not fit on it."""
    for batch in world.pending():
        new = [node for node in world.nodes() if node.ready == world.now and node.asked < world.now]
        groups = {node.pool.group for node in new if node.pool.key in batch.believed - batch.held}
        for group in sorted(groups):
            pods = world.tallies[batch.index].pending
            world.log(
                "hang", batch.workload, [("", pods)], f"on {group}: {batch.reasons.get(group, 'it does not fit')}"
            )


def _scan(world: World) -> int | None:
    """One round of the autoscaler; says when the next one could change something."""
    if not world.plan.autoscaled:
        return None
    give_up(world)
    found = needs(world)
    ripe = old_enough(world, found) if found else 0
    young = bool(found) and ripe > world.now
    added = bool(found) and not young and scale_up(world, found)
    mark_unneeded(world)
    # While pods are too new to act upon, nothing is removed either (DisableScaleDownForLoop).
    removed = not young and scale_down(world)
    if removed:
        bind_all(world)
        mark_unneeded(world)
    if added and world.plan.frequent_loops:
        return world.now
    # After a scale-down too the autoscaler looks again at once, and removes nothing more: nodes that are on their way
    # out count against what may go at a time, for five seconds at least (node-delete-delay-after-taint).
    if added or removed:
        return world.now + SCAN
    return min((world.at_or_after(at) for at in _moments(world, found, ripe) if at > world.now), default=None)


def _moments(world: World, found: list[Need], ripe: int) -> Iterator[int]:
    """Times at which a scan may find something else than now, though nothing happens in between."""
    if found:
        yield ripe
        yield from (backoff.until + 1 for backoff in world.backoffs.values() if backoff.until >= world.now)
    cool = cooled_down(world)
    yield from (max(removable_from(node) + 1, cool) for node in removable(world))
    yield from (node.unremovable_until for node in world.nodes())
    late = (node for node in world.nodes() if node.ready is None and not node.pool.provisioned)
    yield from (node.asked + world.plan.provision + 1 for node in late)


def _earliest(first: int | None, second: int | None) -> int | None:
    return min((one for one in (first, second) if one is not None), default=None)
