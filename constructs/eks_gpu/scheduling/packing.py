"""Whether many pods of several kinds find room together: first fit, the most demanding first, as a scheduler would."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import GPU, less, times

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
    """

    key: str
    zone: str
    count: int
    free: Amounts


@dataclass(frozen=True, slots=True)
class Demand:
    """Pods that are alike.

    Attributes:
        pods: How many.
        asks: What each asks for.
        keys: Bins they may go to.
        spread: Whether the counts of two zones may differ by one at most.
    """

    pods: int
    asks: Amounts
    keys: frozenset[str]
    spread: bool = False


def placed(demands: Sequence[Demand], bins: Sequence[Bins]) -> list[int]:
    """How many pods of each demand find room, when all want it at once."""
    nodes = [(one, dict(one.free)) for one in bins for _ in range(one.count)]
    order = sorted(range(len(demands)), key=lambda index: _difficulty(demands[index]))
    counts = dict.fromkeys(order, 0)
    for index in order:
        demand = demands[index]
        mine = [(one, free) for one, free in nodes if one.key in demand.keys]
        counts[index] = _spread(demand, mine) if demand.spread else _filled(demand.pods, demand.asks, mine)
    return [counts[index] for index in range(len(demands))]


def _difficulty(demand: Demand) -> tuple[int, int]:
    """Who has little choice goes first, then who asks for many GPUs."""
    return len(demand.keys), -demand.asks.get(GPU, 0)


def _filled(pods: int, asks: Amounts, nodes: Sequence[tuple[Bins, dict[str, int]]]) -> int:
    left = pods
    for _, free in nodes:
        here = min(left, times(asks, free))
        if here:
            _take(free, asks, here)
            left -= here
        if not left:
            break
    return pods - left


def _spread(demand: Demand, nodes: Sequence[tuple[Bins, dict[str, int]]]) -> int:
    """Evenly over the zones; once one is full, each other one takes a single pod more."""
    by_zone: dict[str, list[tuple[Bins, dict[str, int]]]] = {}
    for one, free in nodes:
        by_zone.setdefault(one.zone, []).append((one, free))
    zones = sorted((sum(times(demand.asks, free) for _, free in mine), zone) for zone, mine in by_zone.items())
    left = demand.pods
    for index, (room, zone) in enumerate(zones):
        even = math.ceil(left / (len(zones) - index))
        left -= _filled(min(even, room, zones[0][0] + 1), demand.asks, by_zone[zone])
    return demand.pods - left


def _take(free: dict[str, int], asks: Mapping[str, int], pods: int) -> None:
    free.update(less(free, {name: amount * pods for name, amount in asks.items()}))
