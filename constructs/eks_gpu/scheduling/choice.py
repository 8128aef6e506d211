"""The nodes that kube-scheduler itself would choose, when every node of the maxima is there.

It scores nodes by its default profile (kubernetes 1.36, `pkg/scheduler/apis/config/v1/default_plugins.go`): resources
left 1 (LeastAllocated over CPU and memory), balance between the two 1, spread over zones and nodes 2, taints that only
ask 3. Preferred affinity is not among what eks-gpu writes, and images on nodes are not known. Among nodes of one score
it takes any; here that is the first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import CPU, MEMORY, less, times
from eks_gpu.scheduling.packing import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.packing import Bins, Demand

_MOST = 100
_LEFT, _BALANCE, _SPREAD, _TAINTS = 1, 1, 2, 3
# Its own constraints for pods of a controller or Service that have none (podtopologyspread/plugin.go,
# systemDefaultConstraints).
_SKEW_OF_NODES, _SKEW_OF_ZONES = 3, 5
# Beyond so many steps a demand goes several pods at a time, each on another node: work stays linear.
_STEPS = 64


@dataclass(slots=True, eq=False)
class _Run:
    """Nodes of one kind that hold the same, and as many pods of the demand that is placed.

    What they score by their resources for that demand is worked out once; None where a pod of it does not fit.
    """

    bins: Bins
    count: int
    free: Amounts
    own: int = 0
    score: int | None = None

    @property
    def whole(self) -> Amounts:
        return self.bins.whole or self.bins.free


def chosen(demands: Sequence[Demand], bins: Sequence[Bins]) -> list[int]:
    """How many pods of each demand find a node where kube-scheduler chooses it.

    Pods of a higher priority come first; among equals the small ones do, which is the order in which they get most into
    the way of large ones.
    """
    runs = [_Run(one, one.count, one.free) for one in bins if one.count]
    counts = [0] * len(demands)
    order = sorted(range(len(demands)), key=lambda index: (-demands[index].priority, share(demands[index], bins)))
    for index in order:
        runs = _without_owners(runs)
        counts[index] = _scheduled(demands[index], runs)
    return counts


def _without_owners(runs: Sequence[_Run]) -> list[_Run]:
    found: list[_Run] = []
    for run in runs:
        _add(found, _Run(run.bins, run.count, run.free))
    return found


def _scheduled(demand: Demand, runs: list[_Run]) -> int:
    mine = [_scored_for(demand, run) for run in runs if run.bins.key in demand.keys]
    others = [run for run in runs if run.bins.key not in demand.keys]
    zones = dict.fromkeys((run.bins.zone for run in mine), 0)
    at_once = max(1, demand.pods // _STEPS)
    left = demand.pods
    while left and (feasible := _feasible(demand, mine, zones)):
        scores = _scores(demand, feasible, zones)
        run = feasible[scores.index(max(scores))]
        pods = min(left, run.count, at_once)
        run.count -= pods
        if not run.count:
            mine.remove(run)
        _add(mine, _scored_for(demand, _Run(run.bins, pods, less(run.free, demand.asks), run.own + 1)))
        zones[run.bins.zone] += pods
        left -= pods
    runs[:] = [*others, *mine]
    return demand.pods - left


def _scored_for(demand: Demand, run: _Run) -> _Run:
    fits = times(demand.asks, run.free)
    run.score = _LEFT * _left(demand.asks, run) + _BALANCE * _balance(demand.asks, run) if fits else None
    return run


def _add(runs: list[_Run], new: _Run) -> None:
    """Nodes that hold the same are one run."""
    for run in runs:
        if run.bins is new.bins and run.own == new.own and run.free == new.free:
            run.count += new.count
            return
    runs.append(new)


def _feasible(demand: Demand, runs: Sequence[_Run], zones: dict[str, int]) -> list[_Run]:
    """Nodes with room, in zones that are not ahead of another where the counts must stay even."""
    fewest = min(zones.values(), default=0)
    return [run for run in runs if run.score is not None and not (demand.spread and zones[run.bins.zone] > fewest)]


def _scores(demand: Demand, runs: Sequence[_Run], zones: dict[str, int]) -> list[int]:
    spread, taints = _spread(demand, runs, zones), _taints(demand, runs)
    return [
        (run.score or 0) + _SPREAD * even + _TAINTS * asking
        for run, even, asking in zip(runs, spread, taints, strict=True)
    ]


def _left(asks: Amounts, run: _Run) -> int:
    """noderesources/least_allocated.go: what is free of CPU and memory with the pod, in percent."""
    free = [(run.free.get(name, 0) - asks.get(name, 0)) * _MOST // run.whole[name] for name in _scored(run)]
    return sum(free) // len(free) if free else 0


def _balance(asks: Amounts, run: _Run) -> int:
    """noderesources/balanced_allocation.go: how much evener the pod makes the use of CPU and memory."""
    before = _evenness([1 - run.free.get(name, 0) / run.whole[name] for name in _scored(run)])
    after = _evenness([1 - (run.free.get(name, 0) - asks.get(name, 0)) / run.whole[name] for name in _scored(run)])
    return _MOST // 2 + (_MOST // 2 + after - before) // 2


def _scored(run: _Run) -> list[str]:
    return [name for name in (CPU, MEMORY) if run.whole.get(name)]


def _evenness(fractions: Sequence[float]) -> int:
    deviation = abs(fractions[0] - fractions[1]) / 2 if len(fractions) > 1 else 0.0
    return int((1 - deviation) * _MOST)


def _spread(demand: Demand, runs: Sequence[_Run], zones: dict[str, int]) -> list[int]:
    """podtopologyspread/scoring.go: fewer pods of the same kind in the zone and on the node score more."""
    if not demand.soft:
        return [0] * len(runs)
    of_zones = math.log(len({run.bins.zone for run in runs}) + 2)
    of_nodes = math.log(sum(run.count for run in runs) + 2)
    default = demand.soft == "default"
    skew = _SKEW_OF_ZONES if default else 1
    raw = [
        round(zones[run.bins.zone] * of_zones + skew - 1 + (run.own * of_nodes + _SKEW_OF_NODES - 1 if default else 0))
        for run in runs
    ]
    most, least = max(raw), min(raw)
    return [_MOST * (most + least - one) // most if most else _MOST for one in raw]


def _taints(demand: Demand, runs: Sequence[_Run]) -> list[int]:
    """tainttoleration/taint_toleration.go: fewer taints that ask the pod to stay away score more."""
    counts = [demand.shunned.get(run.bins.key, 0) for run in runs]
    most = max(counts)
    return [_MOST - _MOST * one // most if most else _MOST for one in counts]
