"""The autoscaler removes nodes of which pods request few GPUs or, if it sees none, little CPU and memory.

The Cluster Autoscaler at 1.36.1, `core/scaledown`: `eligibility/eligibility.go`, `planner/planner.go`,
`unneeded/nodes.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.simulation.schedule import place
from eks_gpu.simulation.state import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.simulation.inputs import Batch, Pool
    from eks_gpu.simulation.state import Node
    from eks_gpu.simulation.world import World

# config/flags/flags.go: max-scale-down-parallelism, and max-drain-parallelism for nodes whose pods have to move.
_AT_ONCE, _DRAINED_AT_ONCE = 10, 1
# config/flags/flags.go: unremovable-node-recheck-timeout. A node whose pods could not move is not looked at for so
# long, even when it has become empty meanwhile (planner/planner.go, categorizeNodes; eligibility.go, IsRecent).
RECHECK = 5 * 60


def mark_unneeded(world: World) -> None:
    """Note since when each node has been unneeded; the time restarts when a node is needed again."""
    unneeded = {id(node) for node in _unneeded(world)}
    for node in (node for node in world.nodes() if not node.pool.provisioned):
        if id(node) not in unneeded:
            node.unneeded_since = None
        elif node.unneeded_since is None:
            node.unneeded_since = world.now


def scale_down(world: World) -> bool:
    """Remove what has been unneeded for long enough; true when something was removed."""
    if world.now < cooled_down(world):
        return False
    removed = drained = 0
    for node in sorted(removable(world), key=lambda node: bool(node.pods)):
        if removed == _AT_ONCE or (node.pods and drained == _DRAINED_AT_ONCE) or not _above_minimum(world, node.pool):
            continue
        if removable_from(node) >= world.now:
            continue
        removed += 1
        drained += bool(node.pods)
        _remove(world, node)
    return removed > 0


def cooled_down(world: World) -> int:
    """From when on nodes may go: some time after the last one was added, in whichever group."""
    return 0 if world.last_scale_up is None else world.last_scale_up + world.plan.delay_after_add


def removable(world: World) -> list[Node]:
    """Nodes that will go when their time has come."""
    mine = [node for node in world.nodes() if node.unneeded_since is not None and not node.pool.provisioned]
    return [node for node in mine if _above_minimum(world, node.pool)]


def removable_from(node: Node) -> int:
    """The moment after which an unneeded node may go."""
    return (node.unneeded_since or 0) + node.pool.unneeded


def _above_minimum(world: World, pool: Pool) -> bool:
    return len(world.pools[pool.key]) > pool.min


def _remove(world: World, node: Node) -> None:
    pods = [(world.plan.batches[index], count) for index, count in node.pods.items()]
    world.log("scale-down", node.pool.group, [(node.pool.key, 1)])
    for batch, count in pods:
        world.log("evict", batch.workload, [(node.pool.key, count)], "start again")
        world.unbind(batch, node, count)
        world.pend(batch, count)
        world.tallies[batch.index].evicted += count
    world.remove(node)


def _unneeded(world: World) -> Iterator[Node]:
    """Nodes with few GPUs asked of them whose pods would find room on the others that stay; empty ones first."""
    ready = [node for node in world.nodes() if node.ready is not None and not node.pool.provisioned]
    asked = [node for node in ready if node.unremovable_until <= world.now]
    # Only a share above the threshold keeps a node; of GPU nodes CPU and memory are not looked at
    # (utilization/info.go).
    candidates = [node for node in asked if node.used_share <= node.pool.threshold]
    yield from (node for node in candidates if not node.pods)
    held = [node for node in candidates if node.pods]
    if held:
        yield from _movable(world, ready, held)


def _movable(world: World, ready: list[Node], held: list[Node]) -> Iterator[Node]:
    """One after the other: a node that takes in the pods of another one stays."""
    room = {id(node): Slot(node.pool, node.zone, node.whole, dict(node.free)) for node in ready if node.pods}
    taking: set[int] = set()
    for node in sorted(held, key=lambda node: node.unneeded_since is None):
        if id(node) in taking:
            continue
        mine = room.pop(id(node))
        used = _moved(world, node, list(room.values()))
        if used is None:
            room[id(node)] = mine
            node.unremovable_until = world.now + RECHECK
            continue
        taking.update(key for key, slot in room.items() if id(slot) in used)
        yield node


def _moved(world: World, node: Node, slots: list[Slot]) -> set[int] | None:
    """The slots that take its pods, taken; None when some would find no room, and nothing is taken."""
    before = [dict(slot.free) for slot in slots]
    used: set[int] = set()
    for index, pods in node.pods.items():
        batch = world.plan.batches[index]
        chosen = _elsewhere(world, batch, node, pods, slots)
        if len(chosen) < pods:
            for slot, free in zip(slots, before, strict=True):
                slot.free = free
            return None
        used.update(map(id, chosen))
    return used


def _elsewhere(world: World, batch: Batch, node: Node, pods: int, slots: list[Slot]) -> list[Slot]:
    if not batch.movable:
        return []
    counts = world.by_zone(batch)
    if counts:
        counts[node.zone] -= pods
    open_to_it = [slot for slot in slots if slot.pool.key in batch.held and world.admits(slot.pool, batch)]
    return place(batch, pods, open_to_it, counts)
