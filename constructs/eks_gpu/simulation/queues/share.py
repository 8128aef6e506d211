"""The share of a queue in what its cohort lends: how much it has borrowed, by weight.

`dominantResourceShare` of `pkg/cache/scheduler/fair_sharing.go` (Kueue v0.19.2), for cohorts without parents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import QueueingDesign
    from eks_gpu.simulation.world import World

Cells = dict[tuple[str, str], int]


def share(
    world: World, design: QueueingDesign, name: str, instead: Mapping[tuple[str, str], int], extra: Cells
) -> float:
    """The dominant share, from 0 for a queue that borrows nothing.

    Args:
        world: The state.
        design: The queues.
        name: The queue.
        instead: Its use of some flavors and resources, instead of that of the state.
        extra: Use in addition.
    """
    queue = design.queue(name)
    if queue is None or queue.cohort is None:
        return 0.0
    most = 0.0
    for resource in design.resources:
        borrowed = lendable = 0
        for flavor in design.flavors:
            cell = (flavor.name, resource)
            used = instead.get(cell, world.queues.users(*cell).get(name, 0)) + extra.get(cell, 0)
            borrowed += max(used - queue.quotas[flavor.name][resource].nominal, 0)
            lendable += design.shared(queue, flavor.name, resource).pool
        if borrowed and lendable:
            most = max(most, borrowed / lendable)
    return most / queue.weight
