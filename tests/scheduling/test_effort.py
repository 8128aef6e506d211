"""Work grows with the number of demands, and not with its square, whatever rules they have."""

from __future__ import annotations

import time

from eks_gpu.scheduling.choice import chosen
from eks_gpu.scheduling.contender import Contender
from eks_gpu.scheduling.demand import HOSTNAME, ZONE, LabelSelector, PodDemand, PodTerm, TopologySpread
from eks_gpu.scheduling.nodes import Bins
from eks_gpu.scheduling.packing import placed

BINS = [Bins(f"gpu-{zone}", zone, 40, {"cpu": 8000, "memory": 16000}) for zone in "ab"]
KEYS = frozenset(one.key for one in BINS)


def apart(number: int) -> Contender:
    """Two replicas that refuse each other's node and zone, as high availability is mostly written."""
    selector = LabelSelector({"app": f"app-{number}"})
    demand = PodDemand(
        name=f"app-{number}",
        asks={"cpu": 10, "memory": 10},
        labels=selector.labels,
        anti_affinity=(PodTerm(HOSTNAME, selector),),
        spread=(TopologySpread(ZONE, 1, "DoNotSchedule", selector),),
    )
    return Contender(demand, 2, KEYS)


def seconds(count: int) -> float:
    """CPU time: others use the machine too."""
    demands = [apart(number) for number in range(count)]
    start = time.process_time()
    assert placed(demands, BINS) == [2] * count
    assert chosen(demands, BINS) == [2] * count
    return time.process_time() - start


def test_twelve_times_the_demands_take_less_than_forty_times_the_time() -> None:
    seconds(10)

    assert seconds(600) < 40 * max(seconds(50), 0.01)
