"""How many nodes a pool would need: bin-packing on its template, as the autoscaler's estimator does it.

`estimator/binpacking_estimator.go` and `decreasing_pod_orderer.go`, at 1.36.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import CPU, MEMORY, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.simulation.inputs import Batch, View


@dataclass
class _Bins:
    """New nodes that are alike."""

    nodes: int
    free: Amounts


@dataclass(frozen=True)
class Estimate:
    """The result of an estimate for a pool.

    Attributes:
        nodes: How many it takes.
        cpu: What the pods on them ask for, in thousandths of a core.
        memory: The same, in MiB.
        pods: How many of each batch.
    """

    nodes: int
    cpu: int
    memory: int
    pods: dict[int, int]


def estimate(demands: Sequence[tuple[Batch, int]], view: View, limit: int) -> Estimate:
    """First fit, the most demanding first, on at most `limit` new nodes."""
    bins: list[_Bins] = []
    pods: dict[int, int] = {}
    cpu = memory = 0
    for batch, wanted in sorted(demands, key=lambda demand: -_score(demand[0], view)):
        left = _filled(bins, batch, wanted)
        left = _added(bins, batch, left, view, limit - sum(one.nodes for one in bins))
        pods[batch.index] = wanted - left
        cpu += batch.asks.get(CPU, 0) * (wanted - left)
        memory += batch.asks.get(MEMORY, 0) * (wanted - left)
    return Estimate(sum(one.nodes for one in bins), cpu, memory, pods)


def _score(batch: Batch, view: View) -> float:
    return sum(batch.asks.get(name, 0) / max(view.capacity[name], 1) for name in (CPU, MEMORY))


def _filled(bins: list[_Bins], batch: Batch, wanted: int) -> int:
    """Fill up nodes that are new already; nodes that stay alike stay one entry."""
    for one in list(bins):
        each = times(batch.asks, one.free)
        if not each or not wanted:
            continue
        full, rest = min(wanted // each, one.nodes), wanted % each
        partly = int(full < one.nodes and rest > 0)
        wanted -= full * each + partly * rest
        bins.remove(one)
        bins.extend(_split(one, batch, [(full, each), (partly, rest), (one.nodes - full - partly, 0)]))
    return wanted


def _added(bins: list[_Bins], batch: Batch, wanted: int, view: View, limit: int) -> int:
    each = times(batch.asks, view.free)
    if not each or not wanted:
        return wanted
    full, rest = min(wanted // each, limit), wanted % each
    partly = int(full < limit and rest > 0)
    bins.extend(_split(_Bins(limit, view.free), batch, [(full, each), (partly, rest)]))
    return wanted - full * each - partly * rest


def _split(one: _Bins, batch: Batch, parts: Sequence[tuple[int, int]]) -> list[_Bins]:
    return [_Bins(nodes, _without(one.free, batch, pods)) for nodes, pods in parts if nodes]


def _without(free: Amounts, batch: Batch, pods: int) -> Amounts:
    return {name: amount - batch.asks.get(name, 0) * pods for name, amount in free.items()}
