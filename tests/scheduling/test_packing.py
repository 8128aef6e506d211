"""Pods of several kinds on nodes of several kinds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.scheduling.contender import Contender
from eks_gpu.scheduling.demand import ZONE, LabelSelector, PodDemand, TopologySpread
from eks_gpu.scheduling.nodes import Bins
from eks_gpu.scheduling.packing import placed

FREE = {"nvidia.com/gpu": 8, "cpu": 8000}


def nodes(count: int, key: str = "gpu", zone: str = "a") -> Bins:
    return Bins(key, zone, count, FREE)


def pods(count: int, gpus: int = 1, cpu: int = 1000, *keys: str, spread: bool = False, priority: int = 0) -> Contender:
    even = TopologySpread(ZONE, 1, "DoNotSchedule", LabelSelector({"app": "pods"}))
    demand = PodDemand(
        "pods",
        {"nvidia.com/gpu": gpus, "cpu": cpu},
        spread=(even,) if spread else (),
        labels={"app": "pods"},
        namespace=f"{count}-{gpus}-{cpu}-{priority}",
        priority=priority,
    )
    return Contender(demand, count, frozenset(keys or ("gpu",)))


def test_as_many_as_fit() -> None:
    assert placed([pods(20)], [nodes(2)]) == [16]
    assert placed([pods(20, 3)], [nodes(2)]) == [4]
    assert placed([pods(20, 1, 4000)], [nodes(2)]) == [4]
    assert placed([pods(0)], [nodes(2)]) == [0]
    assert placed([pods(3)], []) == [0]


def test_large_pods_first_and_small_ones_in_the_gaps() -> None:
    assert placed([pods(8, 1, 500), pods(2, 4, 500)], [nodes(2)]) == [8, 2]
    assert placed([pods(9, 1, 500), pods(2, 4, 500)], [nodes(2)]) == [8, 2]


def test_who_has_little_choice_goes_first() -> None:
    assert placed([pods(8, 1, 1000, "gpu", "more"), pods(8)], [nodes(1), nodes(1, "more", "b")]) == [8, 8]


def test_half_full_nodes_are_filled_before_others_are_counted_full() -> None:
    assert placed([pods(3, 3, 500), pods(20, 2, 500)], [nodes(2)]) == [3, 3]
    assert placed([pods(100_000, 1, 100)], [nodes(10_000)]) == [80_000]


def test_the_order_of_the_file_does_not_decide() -> None:
    zones = [nodes(1), nodes(1, zone="b")]
    one, even = pods(8, 1, 1000), pods(8, 1, 1000, spread=True)

    assert placed([one, even], zones) == placed([even, one], zones) == [8, 8]


def test_a_mix_on_every_node_is_found() -> None:
    cores = [Bins("gpu", "a", 2, {"nvidia.com/gpu": 4, "cpu": 47_000})]

    assert placed([pods(2, 1, 25_000), pods(2, 2, 20_000)], cores) == [2, 2]


def test_a_spread_stops_one_above_the_fullest_zone() -> None:
    zones = [nodes(1), Bins("gpu", "b", 1, {"nvidia.com/gpu": 2, "cpu": 8000})]

    assert placed([pods(8, spread=True)], zones) == [5]
    assert placed([pods(4, spread=True)], zones) == [4]
    assert placed([pods(8)], zones) == [8]


def test_a_higher_priority_comes_first_whatever_it_costs() -> None:
    small, large = pods(2, priority=1), pods(2, 8)

    assert placed([large, small], [nodes(2)]) == [1, 2]
    assert placed([pods(2, 8, priority=2), small], [nodes(2)]) == [2, 0]


def test_pods_with_a_choice_leave_nodes_to_those_without() -> None:
    anywhere, here = pods(2, 1, 1000, "gpu", "more", priority=1), pods(2, 8)

    assert placed([anywhere, here], [nodes(2), nodes(2, "more")]) == [2, 2]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8), st.integers(100, 8000)), max_size=4),
    st.integers(0, 5),
    st.booleans(),
)
def test_no_gpu_is_given_twice(kinds: list[tuple[int, int, int]], count: int, spread: bool) -> None:  # noqa: FBT001
    demands = [pods(number, gpus, cpu, spread=spread) for number, gpus, cpu in kinds]

    found = placed(demands, [nodes(count), nodes(count, zone="b")])

    assert all(0 <= got <= demand.pods for got, demand in zip(found, demands, strict=True))
    for resource, free in FREE.items():
        asked = sum(got * demand.demand.asks[resource] for got, demand in zip(found, demands, strict=True))
        assert asked <= 2 * count * free
