"""Admitted work ends or is stopped: its GPUs go back to its queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.simulation.queues.state import Wait
from eks_gpu.simulation.state import Due

if TYPE_CHECKING:
    from eks_gpu.simulation.inputs import Batch
    from eks_gpu.simulation.world import World

# `requeuingStrategy`: backoffBaseSeconds and backoffMaxSeconds, as eks-gpu configures them. Kueue adds a little by lot.
_FIRST, _LONGEST = 60, 3600


def stop(world: World, batch: Batch, why: str) -> None:
    """Stop all pods of admitted work; it waits in its queue again, and its pods start from the beginning.

    It keeps its place by the time of its arrival (`GetQueueOrderTimestamp`, pkg/workload/workload.go).
    """
    tally, queues = world.tallies[batch.index], world.queues
    running = 0
    for node in list(world.nodes()):
        if pods := node.pods.get(batch.index, 0):
            running += pods
            world.unbind(batch, node, pods)
    admission = queues.admitted.pop(batch.index)
    queues.use(batch, admission.flavor.name, -admission.pods, world.now)
    tally.waiting, tally.pending = batch.pods - tally.finished, 0
    tally.evicted += running
    tally.run += 1
    queues.began[batch.index] = world.now
    queues.reasons[batch.index] = f"stopped {why}"
    world.log("preempt", batch.workload, [("", tally.waiting)], why)


def ended(world: World, batch: Batch, pods: int) -> None:
    """Pods of admitted work have ended, and others may use their GPUs (Kueue's reclaimable pods)."""
    admission = world.queues.admitted.get(batch.index)
    if admission is None:
        return
    world.queues.use(batch, admission.flavor.name, -pods, world.now)
    admission.pods -= pods
    if not admission.pods:
        del world.queues.admitted[batch.index]


def late(world: World, batch: Batch) -> None:
    """Work whose pods are not all ready in time is stopped, and tries again after a while (`waitForPodsReady`)."""
    if not world.tallies[batch.index].pending:
        return
    queues = world.queues
    queues.tries[batch.index] = tries = queues.tries.get(batch.index, 0) + 1
    pause = min(_FIRST * 2 ** (tries - 1), _LONGEST)
    queues.retry[batch.index] = world.now + pause
    world.plan_for(world.now + pause, Due("retry", batch))
    stop(world, batch, "because not all its pods were ready in time")
    queues.since[batch.index] = world.now


def close(world: World) -> None:
    """Note who still waits at the end."""
    for batch in world.plan.batches:
        if batch.queue is not None and batch.index in world.queues.since and world.tallies[batch.index].waiting:
            why = world.queues.reasons.get(batch.index, "")
            world.queues.waits.append(Wait(batch.workload, batch.queue, world.queues.began[batch.index], None, why))
