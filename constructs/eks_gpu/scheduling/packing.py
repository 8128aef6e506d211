"""Whether many pods of several kinds find room together at best: first fit, by priority, the most demanding first.

kube-scheduler packs worse, since it spreads pods; `eks_gpu.scheduling.choice` says what it would do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from eks_gpu.scheduling.amounts import is_gpu, less, times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.scheduling.amounts import Amounts


@dataclass(frozen=True, slots=True)
class Bins:
    """Nodes that are alike.

    Attributes:
        key: Names them; a demand says by key where it may go.
        zone: Where they are.
        count: How many there can be.
        free: What each offers.
        whole: What each offers to all pods, daemons included; empty where it is no more than `free`.
    """

    key: str
    zone: str
    count: int
    free: Amounts
    whole: Amounts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Demand:
    """Pods that are alike.

    Attributes:
        pods: How many.
        asks: What each asks for.
        keys: Bins they may go to.
        spread: Whether the counts of two zones may differ by one at most.
        priority: Pods of a higher one take the places of those of a lower one.
        soft: What kube-scheduler prefers to spread them over: zones, nodes and zones, or nothing.
        shunned: How many taints with the effect PreferNoSchedule they do not tolerate, by key of the bins.
    """

    pods: int
    asks: Amounts
    keys: frozenset[str]
    spread: bool = False
    priority: int = 0
    soft: Literal["zone", "default", ""] = ""
    shunned: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Run:
    """Nodes of one kind that hold the same: work grows with the kinds of nodes, not with their number."""

    bins: Bins
    count: int
    free: Amounts


def placed(demands: Sequence[Demand], bins: Sequence[Bins]) -> list[int]:
    """How many pods of each demand find room at best, when all want it at once.

    Pods of a higher priority come first, whatever that costs the others: kube-scheduler evicts for them. Among equals
    the order decides how well they fit. Several orders and ways are tried, and the best of them counts: to say that
    there is no room where there is some is worse than the other way round.
    """
    tries = (_tried(demands, bins, order, mixed=mixed) for order in _orders(demands, bins) for mixed in (False, True))
    wanted = [demand.pods for demand in demands]
    best = [0] * len(demands)
    for found in tries:
        if found == wanted:
            return found
        best = max(best, found, key=lambda counts: _by_priority(demands, counts))
    return best


def _by_priority(demands: Sequence[Demand], counts: Sequence[int]) -> list[int]:
    """Pods placed of each priority, the highest first."""
    return [
        sum(count for demand, count in zip(demands, counts, strict=True) if demand.priority == level)
        for level in _levels(demands)
    ]


def _levels(demands: Sequence[Demand]) -> list[int]:
    return sorted({demand.priority for demand in demands}, reverse=True)


def _orders(demands: Sequence[Demand], bins: Sequence[Bins]) -> list[list[int]]:
    """Who has little choice goes first (zones to fill evenly, few groups), then by GPUs, or by share of a node."""
    indices = range(len(demands))
    choice = [(not one.spread, len(one.keys)) for one in demands]
    by_gpu = sorted(indices, key=lambda index: (choice[index], -_gpus(demands[index].asks)))
    by_share = sorted(indices, key=lambda index: (choice[index], -share(demands[index], bins)))
    return [by_gpu] if by_gpu == by_share else [by_gpu, by_share]


def share(demand: Demand, bins: Sequence[Bins]) -> float:
    """The largest part of any resource of any of its nodes that one pod takes."""
    mine = [one.free for one in bins if one.key in demand.keys]
    parts = (amount / free[name] for free in mine for name, amount in demand.asks.items() if free.get(name))
    return max(parts, default=0.0)


def _gpus(asks: Amounts) -> int:
    return sum(amount for name, amount in asks.items() if is_gpu(name))


def _tried(demands: Sequence[Demand], bins: Sequence[Bins], order: Sequence[int], *, mixed: bool) -> list[int]:
    """Place the demands in an order: each as a whole, or (mixed) a pod of each a node, as long as that lasts."""
    runs = [_Run(one, one.count, one.free) for one in bins]
    counts = [0] * len(demands)
    for level in _levels(demands):
        mine = [index for index in order if demands[index].priority == level]
        if mixed:
            for index in mine:
                if not demands[index].spread:
                    _least_wanted_first(runs, demands, index)
                    counts[index] = _one_a_node(demands[index], runs)
        for index in mine:
            _least_wanted_first(runs, demands, index)
            demand = demands[index]
            left = demand.pods - counts[index]
            counts[index] += _spread(demand, runs) if demand.spread else _filled(left, demand, runs)
    return counts


def _least_wanted_first(runs: list[_Run], demands: Sequence[Demand], index: int) -> None:
    """Sort nodes so that those come last which others need that have little choice."""
    others = [demand for place, demand in enumerate(demands) if place != index and demand.pods]
    wanted = {
        run.bins.key: sum(1 / len(demand.keys) for demand in others if run.bins.key in demand.keys) for run in runs
    }
    runs.sort(key=lambda run: wanted[run.bins.key])


def _one_a_node(demand: Demand, runs: list[_Run]) -> int:
    left = demand.pods
    for run in list(runs):
        nodes = min(left, run.count)
        if nodes and run.bins.key in demand.keys and times(demand.asks, run.free):
            runs.append(_Run(run.bins, nodes, _taken(run.free, demand.asks, 1)))
            run.count -= nodes
            left -= nodes
    runs[:] = [run for run in runs if run.count]
    return demand.pods - left


def _filled(pods: int, demand: Demand, runs: list[_Run], zone: str | None = None) -> int:
    """Fill node after node; nodes that come to hold something else become runs of their own."""
    left = pods
    for run in list(runs):
        each = times(demand.asks, run.free)
        if not left or not each or run.bins.key not in demand.keys or zone not in {None, run.bins.zone}:
            continue
        full = min(left // each, run.count)
        rest = min(left - full * each, each) if full < run.count else 0
        for nodes, held in ((full, each), (1, rest)):
            if nodes and held:
                runs.append(_Run(run.bins, nodes, _taken(run.free, demand.asks, held)))
                run.count -= nodes
                left -= nodes * held
    runs[:] = [run for run in runs if run.count]
    return pods - left


def _spread(demand: Demand, runs: list[_Run]) -> int:
    """Evenly over the zones; once one is full, each other one takes a single pod more."""
    rooms: dict[str, int] = {}
    for run in runs:
        if run.bins.key in demand.keys:
            rooms[run.bins.zone] = rooms.get(run.bins.zone, 0) + run.count * times(demand.asks, run.free)
    zones = sorted((room, zone) for zone, room in rooms.items())
    left = demand.pods
    for index, (room, zone) in enumerate(zones):
        even = math.ceil(left / (len(zones) - index))
        left -= _filled(min(even, room, zones[0][0] + 1), demand, runs, zone)
    return demand.pods - left


def _taken(free: Amounts, asks: Amounts, pods: int) -> Amounts:
    return less(free, {name: amount * pods for name, amount in asks.items()})
