"""The nodes that kube-scheduler itself would choose, when every node of the maxima is there.

It scores nodes by its default profile (kubernetes 1.36, `pkg/scheduler/apis/config/v1/default_plugins.go`): resources
left 1 (LeastAllocated over CPU and memory), balance between the two 1, spread over zones and nodes 2, taints that only
ask 3. Preferred affinity is left out, and images on nodes are not known. Among nodes of one score it takes any; here
that is the first.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import CPU, MEMORY, times
from eks_gpu.scheduling.contender import contest
from eks_gpu.scheduling.demand import HOSTNAME
from eks_gpu.scheduling.labels import ZONES
from eks_gpu.scheduling.nodes import Run, closed, joined, opened
from eks_gpu.scheduling.rules import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.contender import Contender, Wish
    from eks_gpu.scheduling.nodes import Bins

_MOST = 100
_LEFT, _BALANCE, _SPREAD, _TAINTS = 1, 1, 2, 3
# Beyond so many steps a demand goes several pods at a time, each on another node: work stays linear.
_STEPS = 64


@dataclass(eq=False)
class _Lot:
    """Nodes that hold the same, and as many pods of the contender that is placed.

    The score of their resources for that contender is computed once; None if a pod of it does not fit.
    """

    run: Run
    own: int = 0
    score: int | None = None

    @property
    def whole(self) -> Amounts:
        return self.run.bins.whole or self.run.bins.free


@dataclass(frozen=True)
class _Zones:
    """Pods of the contender by zone, and how far one may be ahead where they must stay even.

    Attributes:
        own: Pods by zone of the nodes that may hold them.
        closed: Whether a zone counts in its spread that never holds one, or that is not there.
        skew: How many pods a zone may be ahead; None where nothing must stay even.
    """

    own: dict[str, int]
    closed: bool
    skew: int | None

    def open_to(self, zone: str) -> bool:
        if self.skew is None:
            return True
        fewest = 0 if self.closed else min(self.own.values(), default=0)
        return self.own[zone] + 1 - fewest <= self.skew


def chosen(contenders: Sequence[Contender], bins: Sequence[Bins]) -> list[int]:
    """How many pods of each contender find a node where kube-scheduler chooses it.

    Pods of a higher priority come first; among equals the small ones do, which is the order in which they get most into
    the way of large ones. Pods that must be near others are tried again once those are there.
    """
    all_ = contest(contenders)
    runs = all_.nodes([one for one in bins if one.count])
    counts = [0] * len(contenders)
    order = sorted(all_.wishes, key=lambda one: (-one.priority, one.share(bins)))
    waiting = [one for one in order if one.pods]
    while waiting:
        before = sum(counts)
        for one in waiting:
            opened(runs, one.once)
            counts[one.index] += _scheduled(one, one.pods - counts[one.index], runs)
            runs = joined(runs, None if one.seen else one.index)
            runs = closed(runs, one.once) if one.once and not one.patient else runs
        again = [one for one in waiting if one.patient and counts[one.index] < one.pods]
        waiting = again if sum(counts) > before else []
    return counts


def _scheduled(wish: Wish, pods: int, runs: list[Run]) -> int:
    mine = [_scored_for(wish, _Lot(run)) for run in runs if run.bins.key in wish.keys]
    others = [run for run in runs if run.bins.key not in wish.keys]
    zones = _zones(wish, mine, others)
    at_once = 1 if wish.ruled else max(1, wish.pods // _STEPS)
    left = pods
    while left and (feasible := _feasible(wish, mine, others, zones)):
        scores = _scores(wish, feasible, zones.own)
        lot = feasible[scores.index(max(scores))]
        taken = min(left, lot.run.count, at_once)
        lot.run.count -= taken
        if not lot.run.count:
            mine.remove(lot)
        _add(mine, _scored_for(wish, _Lot(lot.run.with_pods(taken, wish.asks, 1, wish.watched), lot.own + 1)))
        zones.own[lot.run.bins.zone] += taken
        left -= taken
    runs[:] = [*others, *(lot.run for lot in mine)]
    return pods - left


def _zones(wish: Wish, mine: Sequence[_Lot], others: Sequence[Run]) -> _Zones:
    own = dict.fromkeys((lot.run.bins.zone for lot in mine), 0)
    if wish.even is None:
        return _Zones(own, closed=False, skew=None)
    counted = [run.bins for run in (*(lot.run for lot in mine), *others) if run.bins.key in wish.even.counted]
    there = places(wish.even.key, counted)
    return _Zones(own, not there.keys() <= own.keys() or sum(there.values()) < wish.even.domains, wish.even.skew)


def _scored_for(wish: Wish, lot: _Lot) -> _Lot:
    fits = times(wish.asks, lot.run.free)
    lot.score = _LEFT * _left(wish.asks, lot) + _BALANCE * _balance(wish.asks, lot) if fits else None
    return lot


def _add(lots: list[_Lot], new: _Lot) -> None:
    """Nodes that hold the same are one."""
    for lot in lots:
        if lot.own == new.own and lot.run.same(new.run):
            lot.run.count += new.run.count
            return
    lots.append(new)


def _feasible(wish: Wish, lots: Sequence[_Lot], others: Sequence[Run], zones: _Zones) -> list[_Lot]:
    """Nodes with room that the rules leave, in zones that are not too far ahead of another."""
    found = [lot for lot in lots if lot.score is not None and zones.open_to(lot.run.bins.zone)]
    if not wish.ruled or not found:
        return found
    allowed = wish.rules.allowed([*others, *(lot.run for lot in lots)])
    return [lot for lot in found if allowed(lot.run)]


def _scores(wish: Wish, lots: Sequence[_Lot], zones: dict[str, int]) -> list[int]:
    spread, taints = _spread(wish, lots, zones), _taints(wish, lots)
    return [
        (lot.score or 0) + _SPREAD * even + _TAINTS * asking
        for lot, even, asking in zip(lots, spread, taints, strict=True)
    ]


def _left(asks: Amounts, lot: _Lot) -> int:
    """noderesources/least_allocated.go: what is free of CPU and memory with the pod, in percent."""
    free = [(lot.run.free.get(name, 0) - asks.get(name, 0)) * _MOST // lot.whole[name] for name in _scored(lot)]
    return sum(free) // len(free) if free else 0


def _balance(asks: Amounts, lot: _Lot) -> int:
    """noderesources/balanced_allocation.go: how much evener the pod makes the use of CPU and memory."""
    free = lot.run.free
    before = _evenness([1 - free.get(name, 0) / lot.whole[name] for name in _scored(lot)])
    after = _evenness([1 - (free.get(name, 0) - asks.get(name, 0)) / lot.whole[name] for name in _scored(lot)])
    return _MOST // 2 + (_MOST // 2 + after - before) // 2


def _scored(lot: _Lot) -> list[str]:
    return [name for name in (CPU, MEMORY) if lot.whole.get(name)]


def _evenness(fractions: Sequence[float]) -> int:
    deviation = abs(fractions[0] - fractions[1]) / 2 if len(fractions) > 1 else 0.0
    return int((1 - deviation) * _MOST)


def _spread(wish: Wish, lots: Sequence[_Lot], zones: dict[str, int]) -> list[int]:
    """podtopologyspread/scoring.go: fewer pods of the same kind in the zone and on the node score more."""
    # Over other labels than zones and names of nodes eks-gpu does not follow the score.
    known = [(key, skew) for key, skew in wish.soft if key == HOSTNAME or key in ZONES]
    if not known:
        return [0] * len(lots)
    of_zones = math.log(len({lot.run.bins.zone for lot in lots}) + 2)
    of_nodes = math.log(sum(lot.run.count for lot in lots) + 2)
    raw = [
        round(
            sum(
                (lot.own * of_nodes if key == HOSTNAME else zones[lot.run.bins.zone] * of_zones) + skew - 1
                for key, skew in known
            )
        )
        for lot in lots
    ]
    most, least = max(raw), min(raw)
    return [_MOST * (most + least - one) // most if most else _MOST for one in raw]


def _taints(wish: Wish, lots: Sequence[_Lot]) -> list[int]:
    """tainttoleration/taint_toleration.go: fewer taints that ask the pod to stay away score more."""
    counts = [wish.shunned.get(lot.run.bins.key, 0) for lot in lots]
    most = max(counts)
    return [_MOST - _MOST * one // most if most else _MOST for one in counts]
