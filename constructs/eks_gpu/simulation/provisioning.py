"""Karpenter buys nodes for node pools, and removes empty ones.

kubernetes-sigs/karpenter v1.14.0: `pkg/controllers/provisioning` (batcher.go, provisioner.go, scheduling/queue.go and
scheduler.go), `pkg/controllers/disruption` (controller.go, emptiness.go), and aws/karpenter-provider-aws v1.14.1,
`pkg/cache/cache.go`. EKS Auto Mode is taken for the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import CPU, MEMORY, times
from eks_gpu.simulation.planned import in_flight, packed
from eks_gpu.simulation.schedule import place
from eks_gpu.simulation.state import Backoff, Due

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.simulation.inputs import Batch, Pool
    from eks_gpu.simulation.planned import Bin
    from eks_gpu.simulation.state import Node
    from eks_gpu.simulation.world import World

# Batches of pods: a second without a new one, ten at most (options.go, BATCH_IDLE_DURATION and BATCH_MAX_DURATION).
IDLE, LONGEST = 1, 10
# A pod that still waits is looked at again (provisioning/controller.go), and so are nodes (disruption/controller.go).
AGAIN = POLL = 10
# An offering that EC2 had nothing of is left out for so long (UnavailableOfferingsTTL).
UNAVAILABLE = 180


def trigger(world: World) -> None:
    """Begin a batch of pods that became pending just now, or let the one that has begun wait for more."""
    if not any(world.tallies[batch.index].latest == world.now for batch in _waiting(world)):
        return
    began = world.batch_began
    if began is not None and began + LONGEST <= world.now:
        # The batch ends now, whoever has just come.
        return
    if began is None:
        began = world.batch_began = world.now
    _plan(world, min(began + LONGEST, world.now + IDLE))


def provision(world: World) -> None:
    """Plan nodes for all pods that no node will hold, and ask EC2 for them."""
    if world.provision_at != world.now:
        return
    world.batch_began = world.provision_at = None
    left = list(_unplaced(world))
    bins = packed(world, left)
    for one in bins:
        _launch(world, one)
    if any(_waiting(world)) and (left and not bins):
        _plan(world, world.now + AGAIN)


def note_empty(world: World) -> None:
    """Plan the end of nodes that have no pods since now."""
    for node in world.nodes():
        after = node.pool.empty_after
        if after is None or node.pods or node.devices is None or node.unneeded_since is not None:
            continue
        node.unneeded_since = world.now
        world.plan_for(world.now + after + POLL, Due("empty", nodes=(node,)))


def remove_empty(world: World, node: Node) -> None:
    """Remove a node that has been without pods for long enough; one that had a pod meanwhile waits again."""
    after, since = node.pool.empty_after, node.unneeded_since
    if after is not None and since is not None and world.now - since >= after and not node.pods:
        world.log("scale-down", node.pool.group, [(node.pool.key, 1)], node.offer.name if node.offer else "")
        world.remove(node)


def refused(world: World, pool: Pool) -> None:
    """EC2 had no Spot instance of any type: those offerings are left out for a while, and the pods looked at again."""
    world.backoffs[pool.key] = Backoff(world.now + UNAVAILABLE, UNAVAILABLE, world.now)
    _plan(world, world.now + AGAIN)


def _plan(world: World, at: int) -> None:
    world.provision_at = at
    world.plan_for(at, Due("provision"))


def _waiting(world: World) -> Iterator[Batch]:
    return (batch for batch in world.pending() if batch.suits)


def _unplaced(world: World) -> Iterator[tuple[Batch, int, dict[str, int]]]:
    """Pods that no node on its way will hold, those that ask for most first (queue.go, byCPUAndMemoryDescending)."""
    slots = [in_flight(node) for node in world.nodes() if node.offer and node.devices is None]
    for batch in sorted(_waiting(world), key=lambda one: (-one.asks.get(CPU, 0), -one.asks.get(MEMORY, 0))):
        counts, pods = world.by_zone(batch), world.tallies[batch.index].pending
        fitting = [slot for slot in slots if slot.name in batch.suits.get(slot.pool.key, ())]
        left = pods - len(place(batch, pods, [one for one in fitting if times(batch.asks, one.free)], counts))
        if left:
            yield batch, left, counts


def _launch(world: World, one: Bin) -> None:
    pool, offer = one.pool, one.types[0]
    nodes = world.ask(pool, 1, offer, one.zone)
    world.log("scale-up", pool.group, [(pool.key, 1)], offer.name)
    backoff = world.backoffs.get(pool.key)
    spot = pool.spot and not (backoff and backoff.until >= world.now)
    if spot and world.plan.settings.spot_refusal > world.random.random():
        nodes[0].refused = True
        world.plan_for(world.now + 1, Due("refused", nodes=tuple(nodes)))
        return
    _boots(world, nodes)


def _boots(world: World, nodes: Sequence[Node]) -> None:
    boot, delay = world.plan.settings.boot, world.plan.settings.device_delay
    world.plan_for(world.now + max(boot - delay, 1), Due("ready", nodes=tuple(nodes)))
    world.plan_for(world.now + boot, Due("devices", nodes=tuple(nodes)))
