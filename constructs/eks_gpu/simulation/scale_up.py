"""The autoscaler adds nodes: which pods need one, which pool gets it, and what is done when EC2 has none.

The Cluster Autoscaler at 1.36.1: `core/static_autoscaler.go` and `core/scaleup/orchestrator/orchestrator.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.simulation.options import Need, best_of, options_for
from eks_gpu.simulation.schedule import place
from eks_gpu.simulation.state import Backoff, Due, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.simulation.inputs import Pool
    from eks_gpu.simulation.options import Option
    from eks_gpu.simulation.state import Node
    from eks_gpu.simulation.world import World

# More pods may be about to come: static_autoscaler.go, unschedulablePodTimeBuffer and …WithGpuTimeBuffer.
YOUNG, YOUNG_WITH_GPU = 2, 30
# config/flags/flags.go: initial-node-group-backoff-duration, max-…, node-group-backoff-reset-timeout.
_FIRST_BACKOFF, _LONGEST_BACKOFF, _BACKOFF_FORGOTTEN = 5 * 60, 30 * 60, 3 * 3600
# It reads the Auto Scaling groups, and what became of its requests, once a minute (aws_manager.go, refreshInterval).
_NOTICED = 60


def needs(world: World) -> list[Need]:
    """The pods that stay pending after nodes on their way are counted in, as the autoscaler models them."""
    slots = [_imagined(world, node) for node in world.nodes() if node.ready is None and not node.offer]
    found = []
    for batch in world.pending():
        counts = world.by_zone(batch)
        fitting = [slot for slot in slots if world.holds(slot.pool, batch)]
        left = world.tallies[batch.index].pending - len(
            place(batch, world.tallies[batch.index].pending, fitting, counts)
        )
        if left:
            found.append(Need(batch, left, counts))
    return found


def _imagined(world: World, node: Node) -> Slot:
    """It takes a node for one of the pool's first zone."""
    free = world.view(node.pool).free
    return Slot(node.pool, node.pool.zones[0], free, dict(free))


def old_enough(world: World, found: Sequence[Need]) -> int:
    """When the pods are no longer so new that others may be about to come: the oldest counts, with GPU and without."""
    since = [world.tallies[need.batch.index].since for need in found]
    with_gpu = [world.tallies[need.batch.index].since for need in found if need.batch.gpus]
    return max([min(since) + YOUNG, *([min(with_gpu) + YOUNG_WITH_GPU] if with_gpu else [])])


def scale_up(world: World, found: Sequence[Need]) -> bool:
    """Ask for the nodes of one option; one scan, one option."""
    options = options_for(world, found)
    if not options:
        return False
    best = best_of(world, options)
    world.last_scale_up = world.now
    for pool, count in _balanced(world, best):
        nodes = world.ask(pool, count)
        world.log("scale-up", pool.group, [(pool.key, count)], _cause(world, options))
        _request(world, nodes)
    return True


def _request(world: World, nodes: Sequence[Node]) -> None:
    """Let EC2 answer a request for nodes of one pool."""
    refused = nodes[0].pool.spot and world.plan.settings.spot_refusal > world.random.random()
    for node in nodes:
        node.refused = refused
    if refused:
        world.plan_for(world.now + _NOTICED, Due("refused", nodes=tuple(nodes)))
        return
    boot, delay = world.plan.settings.boot, world.plan.settings.device_delay
    joined = boot if nodes[0].pool.awaited else max(boot - delay, 1)
    world.plan_for(world.now + joined, Due("ready", nodes=tuple(nodes)))
    world.plan_for(world.now + (boot if nodes[0].pool.has_gpus else joined), Due("devices", nodes=tuple(nodes)))


def give_up(world: World) -> None:
    """Take back nodes that took too long; their pools are kept back for a while."""
    for pool in world.plan.pools:
        late = [node for node in world.pools[pool.key] if _late(world, node)][: _spare(world, pool)]
        if late:
            drop(world, late)
            world.log("given-up", pool.group, [(pool.key, len(late))])


def drop(world: World, nodes: Sequence[Node]) -> None:
    """Nodes that never came, and the back-off that follows (utils/backoff/exponential_backoff.go).

    Down to the minimum: below it the autoscaler takes nothing back (cloudprovider/aws/aws_cloud_provider.go,
    DeleteNodes), and the Auto Scaling group asks EC2 again.
    """
    pool = nodes[0].pool
    spare = _spare(world, pool)
    for node in nodes[:spare]:
        world.remove(node)
    if kept := nodes[spare:]:
        _request(world, kept)
    key = pool.key
    before = world.backoffs.get(key)
    if before is None or before.failed + _BACKOFF_FORGOTTEN < world.now:
        spell = _FIRST_BACKOFF
    else:
        spell = before.spell if before.until >= world.now else min(2 * before.spell, _LONGEST_BACKOFF)
    world.backoffs[key] = Backoff(world.now + spell, spell, world.now)


def _spare(world: World, pool: Pool) -> int:
    """How many nodes of a pool may go."""
    return max(len(world.pools[pool.key]) - pool.min, 0)


def _late(world: World, node: Node) -> bool:
    return node.ready is None and not node.refused and not node.offer and node.asked + world.plan.provision < world.now


def _balanced(world: World, best: Option) -> list[tuple[Pool, int]]:
    """Node by node to the smallest of the pools (processors/nodegroupset/balancing_processor.go)."""
    pools = (best.pool, *best.similar)
    before = {pool.key: len(world.pools[pool.key]) for pool in pools}
    sizes = dict(before)
    for _ in range(best.estimate.nodes):
        smallest = min((pool for pool in pools if sizes[pool.key] < pool.max), key=lambda pool: sizes[pool.key])
        sizes[smallest.key] += 1
    return [(pool, sizes[pool.key] - before[pool.key]) for pool in pools if sizes[pool.key] > before[pool.key]]


def _cause(world: World, options: Sequence[Option]) -> str:
    groups = {option.pool.group for option in options}
    return f"{world.plan.expander}, of {len(groups)} groups" if len(groups) > 1 else ""
