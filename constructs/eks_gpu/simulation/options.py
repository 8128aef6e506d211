"""Which pools could take pods that need a node, and which of them gets to.

The Cluster Autoscaler at 1.36.1: `core/scaleup/orchestrator/orchestrator.go`, `expander`, `processors/nodegroupset`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import CPU, MEMORY
from eks_gpu.simulation.estimate import Estimate, estimate
from eks_gpu.simulation.schedule import allowance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.simulation.inputs import Batch, Pool, View
    from eks_gpu.simulation.world import World

    Demands = dict[int, tuple[Batch, int]]

# EKS's tag `eks:nodegroup-name`, as extractLabelsFromAsg reads it (cloudprovider/aws/aws_manager.go).
_TEMPLATE_LABEL = "nodegroup-name"


@dataclass(frozen=True)
class Need:
    """Pods of a batch that no node will hold, existing or to come, and where their likes will be."""

    batch: Batch
    pods: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Option:
    """A pool that could take pods.

    Attributes:
        pool: Which.
        similar: Other zones of its group that could take the same pods.
        estimate: What it would take for them.
        waste: CPU and memory left over, as shares; GPUs are not counted (expander/waste/waste.go).
    """

    pool: Pool
    similar: tuple[Pool, ...]
    estimate: Estimate
    waste: float


def options_for(world: World, found: Sequence[Need]) -> list[Option]:
    """One a pool that holds some of the pods, is below its maximum and not kept back."""
    demands = {pool.key: _demands(world, pool, found) for pool in world.plan.pools if _usable(world, pool)}
    options = []
    for pool in world.plan.pools:
        if not demands.get(pool.key):
            continue
        similar, view = _similar(world, pool, demands), world.view(pool)
        limit = sum(room(world, one) for one in (pool, *similar))
        estimated = estimate(list(demands[pool.key].values()), view, limit)
        if estimated.nodes:
            options.append(Option(pool, similar, estimated, _waste(view, estimated)))
    return options


def _waste(view: View, estimated: Estimate) -> float:
    cpu, memory = view.capacity[CPU] * estimated.nodes, view.capacity[MEMORY] * estimated.nodes
    return (cpu - estimated.cpu) / cpu + (memory - estimated.memory) / memory


def _demands(world: World, pool: Pool, found: Sequence[Need]) -> Demands:
    """The pods that the pool could take, by batch; with a zone spread, as many as its zone may be ahead."""
    demands = {}
    for need in found:
        if world.holds(pool, need.batch):
            pods = min(need.pods, allowance(need.batch, pool.zones[0], need.counts))
            if pods:
                demands[need.batch.index] = (need.batch, pods)
    return demands


def _similar(world: World, pool: Pool, demands: Mapping[str, Demands]) -> tuple[Pool, ...]:
    """The other zones of its group that could take all that it takes (--balance-similar-node-groups).

    A real node names resources that a template does not, huge pages for one, and nodes with different resources are not
    similar (processors/nodegroupset/compare_nodegroups.go): pools are, when a node was seen of both or of neither. Two
    templates also differ in a label that is made of a tag, unless the autoscaler ignores it.
    """
    if pool.key not in world.seen and _TEMPLATE_LABEL not in world.plan.ignored_labels:
        return ()
    return tuple(
        other
        for other in world.plan.pools
        if other.group == pool.group
        and other.key != pool.key
        and (other.key in world.seen) == (pool.key in world.seen)
        and demands[pool.key].keys() <= demands.get(other.key, {}).keys()
    )


def best_of(world: World, options: Sequence[Option]) -> Option:
    """The highest priority, where the expander knows any; of these the least waste; of equals the first declared.

    The autoscaler draws one of equals by lot.
    """
    ranked = world.plan.expander == "priority"
    top = max(option.pool.priority for option in options)
    left = [option for option in options if not ranked or option.pool.priority == top]
    return min(left, key=lambda option: option.waste)


def room(world: World, pool: Pool) -> int:
    """How many more nodes a pool may have."""
    return pool.max - len(world.pools[pool.key])


def _usable(world: World, pool: Pool) -> bool:
    return not pool.provisioned and room(world, pool) > 0 and not backed_off(world, pool)


def backed_off(world: World, pool: Pool) -> bool:
    """Whether a pool is kept back."""
    backoff = world.backoffs.get(pool.key)
    return backoff is not None and backoff.until >= world.now
