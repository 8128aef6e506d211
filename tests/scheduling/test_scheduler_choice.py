"""Nodes that kube-scheduler itself would choose; every figure worked out by hand from its scoring plugins."""

from __future__ import annotations

import time
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.scheduling import choice
from eks_gpu.scheduling.choice import chosen
from eks_gpu.scheduling.contender import Contender
from eks_gpu.scheduling.demand import ZONE, LabelSelector, PodDemand, TopologySpread
from eks_gpu.scheduling.nodes import Bins, Run
from eks_gpu.scheduling.packing import placed

if TYPE_CHECKING:
    from collections.abc import Mapping

FREE = {"nvidia.com/gpu": 4, "cpu": 8000, "memory": 16000}


def nodes(count: int, key: str = "gpu", zone: str = "a", **free: int) -> Bins:
    return Bins(key, zone, count, FREE | free)


def pods(
    count: int,
    gpus: int = 1,
    *keys: str,
    spread: bool = False,
    soft: str = "",
    priority: int = 0,
    shunned: Mapping[str, int] = MappingProxyType({}),
) -> Contender:
    constraints = [
        *([TopologySpread(ZONE, 1, "DoNotSchedule", LabelSelector({"app": "pods"}))] if spread else []),
        *([TopologySpread(ZONE, 1, "ScheduleAnyway", LabelSelector({"app": "pods"}))] if soft == "zone" else []),
    ]
    demand = PodDemand(
        "pods",
        {"nvidia.com/gpu": gpus, "cpu": 1000 * gpus, "memory": 2000 * gpus},
        spread=tuple(constraints),
        labels={"app": "pods"},
        namespace=f"{count}-{gpus}-{priority}",
        priority=priority,
        selected=soft == "default",
    )
    return Contender(demand, count, frozenset(keys or ("gpu",)), (), shunned)


def test_small_pods_end_up_one_on_each_node() -> None:
    small, large = pods(2), pods(1, 4)

    assert placed([small, large], [nodes(2)]) == [2, 1]
    assert chosen([small, large], [nodes(2)]) == [2, 0]
    assert chosen([small, large], [nodes(3)]) == [2, 1]
    assert chosen([small, pods(1, 4, priority=1)], [nodes(2)]) == [2, 1]


def test_pods_of_one_kind_fill_all_that_a_packing_fills() -> None:
    assert chosen([pods(20)], [nodes(3)]) == [12]
    assert chosen([pods(0)], [nodes(3)]) == [0]
    assert chosen([pods(3)], []) == [0]
    assert chosen([], [nodes(3)]) == []


@pytest.mark.parametrize(
    ("asks", "free", "whole", "left", "balance"),
    [
        # 7000 of 8000 and 14000 of 16000 stay: 87 each. The use is as even as before: 50 + 50 / 2.
        ({"cpu": 1000, "memory": 2000}, FREE, {}, 87, 75),
        # 75 and 100 in percent; an eighth of a difference in use, 100 becomes 87: 50 + (50 - 13) // 2.
        ({"cpu": 2000}, FREE, {}, 87, 68),
        # Daemons have used a quarter of the CPU: (62 + 87) / 2, and use becomes no more uneven: 87 and 87.
        ({"cpu": 1000, "memory": 2000}, {"cpu": 6000, "memory": 16000}, {"cpu": 8000, "memory": 16000}, 74, 75),
        ({"nvidia.com/gpu": 1}, {"nvidia.com/gpu": 1}, {}, 0, 75),
    ],
)
def test_scores_by_resources(
    asks: dict[str, int], free: dict[str, int], whole: dict[str, int], left: int, balance: int
) -> None:
    lot = choice._Lot(Run(Bins("gpu", "a", 1, free, whole), 1, free))

    assert (choice._left(asks, lot), choice._balance(asks, lot)) == (left, balance)


def test_the_larger_node_is_emptier() -> None:
    """Four of eight GPUs may be asked for by a pod that comes later, and go in small parts all the same."""
    large = nodes(1, "large", cpu=80_000, memory=160_000)

    assert chosen([pods(4, 1, "gpu", "large"), pods(1, 4, "large")], [nodes(1), large]) == [4, 0]


def test_a_taint_that_asks_is_heeded_while_there_is_room_elsewhere() -> None:
    asked = nodes(1, "asked", cpu=80_000, memory=160_000)
    small = pods(4, 1, "gpu", "asked", shunned={"asked": 1})

    assert chosen([small, pods(1, 4, "asked")], [nodes(1), asked]) == [4, 1]
    assert chosen([replace(small, pods=5), pods(1, 4, "asked")], [nodes(1), asked]) == [5, 0]


def test_what_serves_goes_by_zone_and_by_node() -> None:
    """Nodes of zone b are emptier, and the first pod goes there; the spread then takes the second to zone a."""
    zones = [nodes(1), nodes(2, "more", "b", cpu=9000, memory=18_000)]

    assert chosen([pods(2, 1, "gpu", "more"), pods(1, 4)], zones) == [2, 1]
    assert chosen([pods(2, 1, "gpu", "more", soft="zone"), pods(1, 4)], zones) == [2, 0]
    assert chosen([pods(3, 1, "gpu", "more", soft="default"), pods(3, 4, "gpu", "more")], zones) == [3, 0]


def test_zones_that_must_stay_even() -> None:
    zones = [nodes(1), nodes(3, "more", "b")]

    assert chosen([pods(9, 1, "gpu", "more", spread=True)], zones) == [9]
    assert chosen([pods(16, 1, "gpu", "more", spread=True)], zones) == [9]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4), st.integers(0, 2), st.booleans()), max_size=4),
    st.integers(0, 5),
)
def test_no_more_than_there_is(kinds: list[tuple[int, int, int, bool]], count: int) -> None:
    demands = [pods(number, gpus, priority=rank, spread=spread) for number, gpus, rank, spread in kinds]

    found = chosen(demands, [nodes(count), nodes(count, zone="b")])

    assert all(0 <= got <= demand.pods for got, demand in zip(found, demands, strict=True))
    for resource, free in FREE.items():
        asked = sum(got * demand.demand.asks[resource] for got, demand in zip(found, demands, strict=True))
        assert asked <= 2 * count * free


@given(st.integers(1, 400), st.integers(1, 4), st.integers(1, 60))
def test_one_kind_alone_loses_nothing_by_being_spread(number: int, gpus: int, count: int) -> None:
    demands, bins = [pods(number, gpus, soft="default")], [nodes(count), nodes(count, zone="b")]

    assert chosen(demands, bins) == placed(demands, bins)


def test_work_grows_with_the_kinds_of_nodes_and_not_with_pods() -> None:
    """A hundred thousand pods take the time of some hundred, on any machine."""

    def seconds(number: int) -> float:
        start = time.perf_counter()
        demands = [pods(number, soft="default"), pods(number, soft="zone")]
        assert chosen(demands, [nodes(number), nodes(number, zone="b")]) == [number, number]
        return time.perf_counter() - start

    assert seconds(50_000) < 20 * max(seconds(500), 0.01)
