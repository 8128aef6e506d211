"""Small worlds, worked by hand: the sums are beside what they give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eks_gpu.declaration import read
from eks_gpu.simulation import Arrival, Settings, prepared, simulate
from tests.simulation.worlds import ZONES, group, lines, planned, simulated, work

ROOT = Path(__file__).parents[2]


def test_one_pod_from_zero() -> None:
    result = simulated([("train", 1, 0)], Settings(until=7200, boot=240, run_for=1800))

    assert lines(result) == [
        (0, "arrive", "train", 1),
        # A GPU pod is waited for 30 s, and 30 is a scan.
        (30, "scale-up", "gpu", 1),
        # 30 + 240.
        (270, "ready", "gpu", 1),
        (270, "start", "train", 1),
        # 270 + 1800; 2070 is a scan, and the node is unneeded from it on.
        (2070, "finish", "train", 1),
        # More than 600 s unneeded: 2670 is exactly 600, the next scan is 2680; the last scale-up is long ago.
        (2680, "scale-down", "gpu", 1),
    ]
    (gpu,) = result.groups
    # From the request to the removal, and the run within it.
    assert gpu.node_hours == pytest.approx((2680 - 30) / 3600)
    assert gpu.busy_hours == pytest.approx(1800 / 3600)
    assert (gpu.peak, gpu.sizes) == (1, ((0, 0), (30, 1), (2680, 0)))
    assert result.never_started == 0


@pytest.mark.parametrize(
    ("minor", "times"),
    [
        # Arrives at 7: 37 is due, the scan is 40; ready at 40 + 95 = 135; ends at 135 + 58 = 193, seen at 200; removed
        # after 200 + 600, at 810.
        ("1.34", [7, 40, 135, 135, 193, 810]),
        # The pod itself starts a scan at 7, and the next ones follow at 17, 27 and 37; ready at 37 + 95 = 132; ends at
        # 132 + 58 = 190, seen at 197; removed after 197 + 600, at 807.
        ("1.35", [7, 37, 132, 132, 190, 807]),
    ],
)
def test_times_between_scans(minor: str, times: list[int]) -> None:
    result = simulated(
        [("train", 1, 7)],
        Settings(boot=95, run_for=58),
        kubernetes_version=minor,
        autoscaler__scale_down_delay_after_add="1m",
    )

    assert [at for at, *_ in lines(result)] == times


def test_no_node_leaves_soon_after_one_came() -> None:
    # The node is free at 330 (30 + 240 + 60) and would leave at 450, more than 110 s later; but it was added at 30, so
    # nothing leaves before 630.
    result = simulated([("train", 1, 0)], Settings(run_for=60), autoscaler__scale_down_unneeded="110s")

    assert lines(result, "scale-down") == [(630, "scale-down", "gpu", 1)]


def test_the_delay_counts_from_the_last_node_of_any_group() -> None:
    # As above, but at 400 a pod of another group arrives, whose node is asked for at 430: nothing leaves before 1030.
    result = simulated(
        [("train", 1, 0), ("other", 1, 400)],
        Settings(run_for=60),
        autoscaler__scale_down_unneeded="110s",
        gpu_node_groups=[group("gpu"), group("second", "g6.xlarge")],
        workloads=[work(node_groups=["gpu"]), work("other", node_groups=["second"])],
    )

    assert lines(result, "scale-down") == [(1030, "scale-down", "gpu", 1), (1030, "scale-down", "second", 1)]


def test_pods_without_gpu_are_waited_for_less() -> None:
    # 2 s instead of 30; the first scan after that is 10.
    result = simulated([("train", 1, 0)], workloads=[work(gpus=0)])

    assert lines(result, "scale-up") == [(10, "scale-up", "gpu", 1)]


def test_ten_replicas_over_three_zones() -> None:
    declaration = read(ROOT / "clusters" / "noble-gpu.yaml")
    assert declaration.draft
    result = simulate(prepared(declaration.draft, [Arrival(declaration.schedulability[0])], Settings()))

    # Ten nodes of one GPU each, the smallest zone first: 4, 3 and 3, in one scan.
    (up,) = [one for one in result.events if one.kind == "scale-up"]
    assert up.where == {"gpu/us-west-2a": 4, "gpu/us-west-2b": 3, "gpu/us-west-2c": 3}
    (start,) = [one for one in result.events if one.kind == "start"]
    assert (start.at, start.where) == (270, up.where)
    # They serve, so nothing leaves: ten nodes from 30 to 7200.
    assert result.groups[0].node_hours == pytest.approx(10 * (7200 - 30) / 3600)


def test_a_shared_node_is_divided_by_the_largest_parts_of_its_pods() -> None:
    # Both start at 270 on one node of four GPUs: one pod that stays takes three, a job of 1,800 s takes one. While both
    # run, the first namespace has 3/4 of the node; then all of it.
    result = simulated(
        [("large", 1, 0), ("small", 1, 0)],
        Settings(run_for=1800),
        gpu_node_groups=[group("gpu", "g5.12xlarge")],
        workloads=[
            work("large", "deployment", gpus=3, cpu="4", memory="8Gi", namespace="first"),
            work("small", gpus=1, cpu="1", memory="1Gi", namespace="second"),
        ],
    )

    (use,) = result.groups
    assert use.busy_hours == pytest.approx((7200 - 270) / 3600)
    assert use.namespaces == {
        "first": pytest.approx((1800 * 0.75 + 7200 - 270 - 1800) / 3600),
        "second": pytest.approx(1800 * 0.25 / 3600),
    }


LADDER = [
    group("reserved", priority=30, max_per_zone=1),
    group("spot", priority=20, capacity="spot", max_per_zone=1),
    group("on-demand", priority=10, max_per_zone=1),
]


def test_the_ladder_of_priorities() -> None:
    # One zone has one node of each. Reserved first; its maximum is reached, so the next scan, at once, takes spot. EC2
    # refuses that, which is noticed 60 s after the request, and on-demand gets the pod.
    result = simulated(
        [("train", 2, 0)], Settings(spot_refusal=1.0, run_for=90_000), gpu_node_groups=LADDER, network__zones=ZONES[:2]
    )
    refused = simulated(
        [("train", 3, 0)], Settings(spot_refusal=1.0, run_for=90_000), gpu_node_groups=LADDER, network__zones=ZONES[:2]
    )

    assert lines(result, "scale-up", "refused") == [(30, "scale-up", "reserved", 2)]
    assert lines(refused, "scale-up", "refused")[:4] == [
        (30, "scale-up", "reserved", 2),
        (30, "scale-up", "spot", 1),
        # The first zone is kept back from 90 on; the second one is as good.
        (90, "refused", "spot", 1),
        (90, "scale-up", "spot", 1),
    ]
    assert lines(refused, "scale-up", "refused")[4:] == [(150, "refused", "spot", 1), (150, "scale-up", "on-demand", 1)]
    assert refused.never_started == 0


def test_back_off_doubles() -> None:
    # One pool, always refused. Asked at 30, noticed 60 s later at 90, kept back 300 s until 390; more than 390 is the
    # scan at 400. Noticed at 460, 600 s until 1060; asked at 1070, noticed at 1130, 1200 s until 2330; asked at 2340,
    # noticed at 2400, 1800 s (and not 2400) until 4200; asked at 4210, noticed at 4270, until 6070; asked at 6080.
    result = simulated(
        [("train", 1, 0)], Settings(spot_refusal=1.0), gpu_node_groups=[group("gpu", capacity="spot", max=1)]
    )

    assert [at for at, *_ in lines(result, "scale-up")] == [30, 400, 1070, 2340, 4210, 6080]
    assert [at for at, *_ in lines(result, "refused")] == [90, 460, 1130, 2400, 4270, 6140]
    assert result.groups[0].node_hours == 0
    assert result.outcomes[0].reasons == ("gpu/nodes is backed off after a failed scale-up",)


def test_least_waste_takes_the_smaller_node() -> None:
    # 2 cores and 8 GiB: of a g5.4xlarge (16, 64 GiB) 14/16 + 56/64 are left, of a g5.xlarge (4, 16 GiB) 2/4 + 8/16.
    result = simulated(
        [("train", 1, 0)],
        gpu_node_groups=[group("large", "g5.4xlarge"), group("small")],
        workloads=[work(cpu="2", memory="8Gi")],
    )

    assert lines(result, "scale-up") == [(30, "scale-up", "small", 1)]


def test_priority_goes_before_waste() -> None:
    result = simulated(
        [("train", 1, 0)],
        gpu_node_groups=[group("large", "g5.4xlarge", priority=10), group("small")],
        workloads=[work(cpu="2", memory="8Gi")],
    )

    assert lines(result, "scale-up") == [(30, "scale-up", "large", 1)]


def test_least_waste_counts_no_gpus() -> None:
    # Five pods of 9 cores and 36 GiB. A g5.4xlarge (1 GPU, 16 cores, 64 GiB) holds one: of five 35/80 and 140/320 are
    # left, 0.875 together. A g5.12xlarge (4 GPUs, 48 cores, 192 GiB) holds four: of two 51/96 and 204/384 are left,
    # 1.0625. So five GPUs win over eight; with four pods the same nodes leave 0.875 and 0.5, and four GPUs win over
    # four.
    changes: dict[str, Any] = {
        "gpu_node_groups": [
            group("four", "g5.12xlarge", max_per_zone=9),
            group("one", "g5.4xlarge", max_per_zone=9),
        ],
        "workloads": [work(cpu="9", memory="36Gi")],
    }

    assert lines(simulated([("train", 5, 0)], **changes), "scale-up") == [(30, "scale-up", "one", 5)]
    assert lines(simulated([("train", 4, 0)], **changes), "scale-up") == [(30, "scale-up", "four", 1)]


def test_many_kinds_of_pods_share_new_nodes() -> None:
    # Nodes of four GPUs: three pods of two GPUs and three of one take two nodes, nine GPUs of eight are too many for
    # it, so three; the largest first, 2+2, 2+1+1, 1.
    result = simulated(
        [("one", 3, 0), ("two", 3, 0)],
        gpu_node_groups=[group("gpu", "g5.12xlarge", max=9)],
        workloads=[work("one", gpus=1), work("two", gpus=2)],
    )

    assert lines(result, "scale-up") == [(30, "scale-up", "gpu", 3)]
    assert [one.started for one in result.outcomes] == [3, 3]


def test_stays_pending_buys_nodes_and_hangs() -> None:
    # 15 GiB fit the template of a g5.xlarge but not the real node (docs/explanation/will-it-run.md). The node of 270
    # takes no pod. The autoscaler plans with that node only when it has been ready for more than a minute, so it
    # requests another in the other zone at once. At 510, when that node does not help either, it knows both pools.
    result = simulated([("train", 1, 0)], workloads=[work(memory="15Gi")])

    assert lines(result, "scale-up", "ready", "hang") == [
        (30, "scale-up", "gpu", 1),
        (270, "ready", "gpu", 1),
        (270, "hang", "train", 1),
        (270, "scale-up", "gpu", 1),
        (510, "ready", "gpu", 1),
        (510, "hang", "train", 1),
        # The second pool is believed in for another minute: one more there.
        (510, "scale-up", "gpu", 1),
        (750, "ready", "gpu", 1),
        (750, "hang", "train", 1),
    ]
    assert result.never_started == 1
    assert "15Gi" in result.outcomes[0].reasons[0]
    # All of it is paid for and none of it used.
    assert result.groups[0].node_hours > 0
    assert result.groups[0].busy_hours == 0


def test_never_scales_buys_none() -> None:
    result = simulated([("train", 1, 0)], workloads=[work(memory="40Gi")])

    assert lines(result) == [(0, "arrive", "train", 1)]
    assert "40Gi" in result.outcomes[0].reasons[0]
    assert result.groups[0].node_hours == 0


def test_the_maximum_leaves_pods_pending() -> None:
    # Two zones of two nodes hold four serving pods of five.
    result = simulated([("serve", None, 0)], workloads=[work("serve", "deployment", replicas=5)])

    (outcome,) = result.outcomes
    assert (outcome.started, outcome.pending) == (4, 1)
    assert outcome.reasons == (
        "gpu/us-west-2a is at its maximum of 2 nodes",
        "gpu/us-west-2b is at its maximum of 2 nodes",
    )


def test_a_quota_keeps_pods_from_being_made() -> None:
    # Three GPUs for the namespace: jobs three, then two when those have ended.
    result = simulated(
        [("train", 5, 0)], namespaces=[{"name": "team", "gpu_quota": 3}], workloads=[work(namespace="team")]
    )

    assert [count for *_, count in lines(result, "start")] == [3, 2]
    assert result.groups[0].peak == 3


def test_minima_are_there_and_stay() -> None:
    result = simulated([("train", 1, 0)], gpu_node_groups=[group("gpu", min_per_zone=1)])

    # The pod starts at once, and neither node leaves though both are idle at the end.
    assert lines(result) == [(0, "arrive", "train", 1), (0, "start", "train", 1), (1800, "finish", "train", 1)]
    assert result.groups[0].node_hours == pytest.approx(2 * 2)


def test_slow_nodes_are_given_up() -> None:
    # Asked at 30; more than 60 s old at the scan of 100; kept back 300 s until 400, the next scan is 410.
    result = simulated(
        [("train", 1, 0)],
        Settings(boot=3600, until=450),
        autoscaler__max_node_provision_time="60s",
        gpu_node_groups=[group("gpu", max=1)],
    )

    assert lines(result, "scale-up", "given-up") == [
        (30, "scale-up", "gpu", 1),
        (100, "given-up", "gpu", 1),
        (410, "scale-up", "gpu", 1),
    ]


def test_half_empty_nodes_are_put_together() -> None:
    # Nodes of four GPUs. Three pods of two GPUs take two nodes; the least full one has half of its GPUs asked for,
    # which is not above the threshold of a half, but the other node has no room. With the first job gone there is:
    # the pod is evicted and starts anew.
    changes = {
        "gpu_node_groups": [group("gpu", "g5.12xlarge", max=2)],
        "workloads": [work("short", gpus=2), work("long", "deployment", gpus=2, replicas=2)],
    }
    result = simulated([("short", 1, 0), ("long", 2, 0)], Settings(run_for=900), **changes)

    assert lines(result, "scale-up") == [(30, "scale-up", "gpu", 2)]
    # 270 + 900 = 1170 is a scan; more than 600 s later is 1780.
    assert lines(result, "finish", "scale-down", "evict") == [
        (1170, "finish", "short", 1),
        (1780, "scale-down", "gpu", 1),
        (1780, "evict", "long", 1),
    ]
    assert [one.restarts for one in result.outcomes] == [0, 1]
    assert all(one.pending == 0 for one in result.outcomes)


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        ("1.34", [(30, ("gpu/us-west-2a", 1)), (40, ("gpu/us-west-2b", 1)), (50, ("gpu/us-west-2c", 2))]),
        # Frequent loops: each scale-up is followed by a scan at once.
        ("1.35", [(30, ("gpu/us-west-2a", 1), ("gpu/us-west-2b", 1), ("gpu/us-west-2c", 2))]),
    ],
)
def test_zone_spread_goes_zone_by_zone(minor: str, expected: list[Any]) -> None:
    # A zone may be ahead by one pod, so a scan finds use for one node while another zone has none. For the third scan
    # the third zone is the last without: with one pod there all are even, and the fourth pod may go there too.
    result = simulated(
        [("serve", 4, 0)],
        kubernetes_version=minor,
        network__zones=ZONES,
        workloads=[work("serve", "deployment", replicas=4, zone_spread=True)],
    )

    ups = [one for one in result.events if one.kind == "scale-up"]
    assert [(one.at, *one.where.items()) for one in ups] == expected
    assert result.never_started == 0


def test_zone_spread_waits_for_a_zone_that_is_short() -> None:
    # One zone of spot that EC2 refuses, one that is fine: the second may hold one pod, and no more.
    groups = [
        group("spot", capacity="spot", zones=["us-west-2a"]),
        group("sure", zones=["us-west-2b"]),
    ]
    workloads = [work("serve", "deployment", replicas=4, zone_spread=True)]
    result = simulated([("serve", 4, 0)], Settings(spot_refusal=1.0), gpu_node_groups=groups, workloads=workloads)

    assert result.outcomes[0].started == 1
    assert any("zone_spread" in reason for reason in result.outcomes[0].reasons)


def test_zone_spread_counts_no_zone_that_a_selector_closes() -> None:
    selector = {"topology.kubernetes.io/zone": "us-west-2a"}
    serve = work("serve", "deployment", replicas=2, zone_spread=True, node_selector=selector)
    result = simulated([("serve", 2, 0)], network__zones=ZONES, workloads=[serve])

    assert result.never_started == 0
    assert {place for one in result.events if one.kind == "scale-up" for place in one.where} == {"gpu/us-west-2a"}


def test_a_pod_that_fits_only_without_the_pulling_one_starts() -> None:
    pulled = [group("gpu", max_per_zone=1, prepull=["registry.example/other:1"])]
    result = simulated(
        [("serve", 1, 0)], gpu_node_groups=pulled, workloads=[work("serve", "deployment", memory="14185Mi")]
    )

    assert result.never_started == 0


def test_without_an_autoscaler_nothing_comes() -> None:
    result = simulated([("train", 1, 0)], autoscaler__kind="none")

    assert lines(result) == [(0, "arrive", "train", 1)]
    assert result.never_started == 1


def test_groups_have_their_own_patience() -> None:
    # 270 + 60 = 330, more than 60 s later is 400; but not before 30 + 10.
    result = simulated(
        [("train", 1, 0)],
        Settings(run_for=60),
        autoscaler__scale_down_delay_after_add="10s",
        gpu_node_groups=[group("gpu", autoscaling={"scale_down_unneeded": "60s"})],
    )

    assert lines(result, "scale-down") == [(400, "scale-down", "gpu", 1)]


def test_what_is_left_out_is_named() -> None:
    one = group("gpu", schedules=[{"cron": "0 7 * * 1-5", "min_per_zone": 1}], warm_pool={"min": 1})

    assert planned([], gpu_node_groups=[one]).left_out == ("schedules of gpu", "warm pool of gpu")


def test_a_node_leaves_after_more_than_its_time() -> None:
    # The second job ends at 600 + 30 + 240 + 1800 = 2670, so there is a scan: the first node has then been unneeded for
    # exactly 600 s, which is not more.
    result = simulated(
        [("train", 1, 0), ("other", 1, 600)],
        gpu_node_groups=[group("gpu"), group("second", "g6.xlarge")],
        workloads=[work(node_groups=["gpu"]), work("other", node_groups=["second"])],
    )

    assert lines(result, "scale-down") == [(2680, "scale-down", "gpu", 1), (3280, "scale-down", "second", 1)]


def test_nothing_leaves_while_pods_are_new() -> None:
    # The first node would leave at 2680; the pod of 2675 starts a scan there and is new until 2705. Then its node is
    # asked for, and nothing leaves for 600 s more.
    result = simulated(
        [("train", 1, 0), ("other", 1, 2675)],
        gpu_node_groups=[group("gpu"), group("second", "g6.xlarge")],
        workloads=[work(node_groups=["gpu"]), work("other", node_groups=["second"])],
    )

    assert lines(result, "scale-down")[0] == (3305, "scale-down", "gpu", 1)


def test_the_autoscaler_trusts_a_node_after_a_minute() -> None:
    # The node of 270 is too small, so another one is asked for. At 310 the second pod has waited for 30 s, and the
    # autoscaler still plans with the template. From 331 on it knows, and does nothing at 370 for the third.
    result = simulated(
        [("train", 1, 0), ("train", 1, 280), ("train", 1, 340)],
        gpu_node_groups=[group("gpu", max=9)],
        workloads=[work(memory="15Gi")],
    )

    assert lines(result, "scale-up") == [
        (30, "scale-up", "gpu", 1),
        (270, "scale-up", "gpu", 1),
        (310, "scale-up", "gpu", 1),
    ]


def test_known_and_unknown_zones_are_not_kept_even() -> None:
    # The first zone has a node, and so is known by it, with less memory than the template: less is wasted there. The
    # second zone is no longer like it, so the first is filled up to its maximum of 3 before.
    result = simulated(
        [("serve", 1, 0), ("serve", 3, 400)],
        gpu_node_groups=[group("gpu", max_per_zone=3)],
        workloads=[work("serve", "deployment")],
    )

    assert [(one.at, *one.where.items()) for one in result.events if one.kind == "scale-up"] == [
        (30, ("gpu/us-west-2a", 1)),
        (430, ("gpu/us-west-2a", 2), ("gpu/us-west-2b", 1)),
    ]


def test_two_refusals_at_once_do_not_double_the_back_off() -> None:
    # Asked at 30 and 65, noticed at 90 and 125: the second falls into the first one's 300 s, and makes it 300 s from
    # 125. The scan after 425 is 435: the pod of 35 started one there, and the others follow every 10 s.
    result = simulated(
        [("train", 1, 0), ("train", 1, 35)],
        Settings(spot_refusal=1.0, until=700),
        gpu_node_groups=[group("gpu", capacity="spot", max=2)],
    )

    assert lines(result, "scale-up") == [
        (30, "scale-up", "gpu", 1),
        (65, "scale-up", "gpu", 1),
        (435, "scale-up", "gpu", 2),
    ]


def test_the_largest_pods_are_packed_first() -> None:
    # Of four GPUs: 3 + 1 and 3 + 1. With the small ones first it would be 1 + 1, 3 and 3.
    result = simulated(
        [("one", 2, 0), ("three", 2, 0)],
        gpu_node_groups=[group("gpu", "g5.12xlarge", max=9)],
        workloads=[work("one", gpus=1), work("three", gpus=3)],
    )

    assert lines(result, "scale-up") == [(30, "scale-up", "gpu", 2)]


# Three nodes of four GPUs, each with a job of three and a replica of one; the jobs end at 270 + 900 = 1170.
SHARED: dict[str, Any] = {
    "gpu_node_groups": [group("gpu", "g5.12xlarge", max=3)],
    "workloads": [work("short", gpus=3), work("long", "deployment", gpus=1)],
}


def test_one_node_is_drained_at_a_time() -> None:
    # All replicas fit on one node; of three nodes two go, in two scans.
    result = simulated([("short", 3, 0), ("long", 3, 0)], Settings(run_for=900), **SHARED)

    assert lines(result, "scale-down") == [(1780, "scale-down", "gpu", 1), (1790, "scale-down", "gpu", 1)]
    assert result.outcomes[1].started == 3
    assert result.outcomes[1].pending == 0


def test_bare_pods_hold_their_node() -> None:
    changes = {**SHARED, "workloads": [work("short", gpus=3), work("long", "pod", gpus=1, ports=[80])]}
    result = simulated([("short", 3, 0), ("long", 3, 0)], Settings(run_for=900), **changes)

    assert lines(result, "finish") == [(1170, "finish", "short", 3)]
    assert lines(result, "scale-down", "evict") == []


@pytest.mark.parametrize(
    ("kind", "evictable", "evicted"),
    [("deployment", None, 1), ("deployment", False, 0), ("job", None, 0), ("job", True, 1)],
)
def test_what_may_not_be_evicted_holds_its_node(kind: str, *, evictable: bool | None, evicted: int) -> None:
    # At 1170 the jobs of three are done, and a pod of one is left on each node; it began at 600. In the minutes until
    # jobs of one are done, one node would do for both.
    replicas = None if kind == "job" else 2
    second = work("second", kind, gpus=1, replicas=replicas, evictable=evictable)
    changes = {**SHARED, "workloads": [work("first", gpus=3), second], "autoscaler__scale_down_unneeded": "60s"}
    result = simulated([("first", 2, 0), ("second", 2, 600)], Settings(run_for=900, until=1490), **changes)

    assert [one.at for one in result.events if one.kind == "finish"] == [1170]
    assert sum(1 for one in result.events if one.kind == "evict") == evicted


def test_a_node_that_is_needed_again_starts_anew() -> None:
    # At 1170, without the job of three, replicas of two GPUs and of one are left on a node each; the first would fit
    # beside the second. At 1400 a job of two takes that place, until 2300; more than 600 s later the first node goes.
    result = simulated(
        [("two", 1, 0), ("one", 1, 0), ("three", 1, 0), ("late", 1, 1400)],
        Settings(run_for=900),
        gpu_node_groups=[group("gpu", "g5.12xlarge", max=2)],
        workloads=[
            work("two", "deployment", gpus=2),
            work("one", "deployment", gpus=1),
            work("three", gpus=3),
            work("late", gpus=2),
        ],
    )

    assert lines(result, "scale-down", "evict") == [
        (2910, "scale-down", "gpu", 1),
        (2910, "evict", "two", 1),
    ]


def test_labels_of_running_nodes_alone() -> None:
    # Nodes get the label when they start; of an empty group the autoscaler does not know it.
    workloads = [work(node_selector={"topology.k8s.aws/zone-id": "usw2-az1"})]

    assert lines(simulated([("train", 1, 0)], workloads=workloads), "scale-up", "start") == []
    warm = simulated([("train", 1, 0)], workloads=workloads, gpu_node_groups=[group("gpu", min_per_zone=1)])
    assert lines(warm, "scale-up", "start") == [(0, "start", "train", 1)]


RENAMED: dict[str, Any] = {
    "gpu_node_groups": [group("gpu", max=9, sharing={"time_slicing": {"replicas": 2, "rename": True}})],
    "workloads": [work("serve", "deployment", replicas=4)],
}


def test_a_batch_is_bought_twice_where_the_autoscaler_does_not_wait_for_gpus() -> None:
    # Four pods of one share take two nodes, asked for at 10. Ready at 10 + 240 - 60 = 190 without a share, so two more
    # are bought then; at 250 the shares are there. The second batch comes at 370, for nothing.
    result = simulated([("serve", 4, 0)], Settings(boot=240, device_delay=60), **RENAMED)

    assert lines(result, "scale-up", "ready", "devices", "start") == [
        (10, "scale-up", "gpu", 2),
        (190, "ready", "gpu", 2),
        (190, "scale-up", "gpu", 2),
        (250, "devices", "gpu", 2),
        (250, "start", "serve", 4),
        (370, "ready", "gpu", 2),
        (430, "devices", "gpu", 2),
    ]
    # The autoscaler finds the second batch idle at 370, and takes it away after more than 600 s.
    assert lines(result, "scale-down") == [(980, "scale-down", "gpu", 2)]
    assert result.groups[0].peak == 4


def test_the_maximum_bounds_what_is_bought_twice() -> None:
    changes = {**RENAMED, "gpu_node_groups": [{**RENAMED["gpu_node_groups"][0], "max": 3}]}

    assert lines(simulated([("serve", 4, 0)], **changes), "scale-up") == [
        (10, "scale-up", "gpu", 2),
        (190, "scale-up", "gpu", 1),
    ]


@pytest.mark.parametrize(
    "sharing", [{"mode": "none"}, {"time_slicing": {"replicas": 2}}, {"mps": {"replicas": 2}}], ids=str
)
def test_nothing_is_bought_twice_where_the_autoscaler_waits_for_gpus(sharing: dict[str, Any]) -> None:
    whole = {key: value for key, value in RENAMED["gpu_node_groups"][0].items() if key != "sharing"}
    one = whole if sharing == {"mode": "none"} else {**whole, "sharing": sharing}
    result = simulated([("serve", 4, 0)], **{**RENAMED, "gpu_node_groups": [one]})

    assert len(lines(result, "scale-up")) == 1
    assert lines(result, "devices") == []


def test_a_node_known_without_its_gpus_is_bought_for_nobody() -> None:
    # Shares come 200 s after the node. Ready at 50 and at 90, so at both another node is bought. From 50 + 61 on, the
    # autoscaler plans with the first node as it is, without shares: it buys none at 130, and none for the pods of 150.
    # At 250 it sees the shares of the first node. The second one has none until 290, so one more is bought for the two
    # pods that are left.
    result = simulated([("serve", 2, 0), ("serve", 2, 150)], Settings(boot=240, device_delay=200), **RENAMED)

    assert lines(result, "scale-up", "start") == [
        (10, "scale-up", "gpu", 1),
        (50, "scale-up", "gpu", 1),
        (90, "scale-up", "gpu", 1),
        (250, "start", "serve", 2),
        (250, "scale-up", "gpu", 1),
        (290, "start", "serve", 2),
    ]


def test_a_node_that_could_not_leave_is_looked_at_again_after_five_minutes() -> None:
    # A job holds one of four GPUs, which is little enough, but it cannot move: from 270 on the node is looked at every
    # 300 s, so at 570 and 870. The job ends at 600; the node is known to be empty at 870, and leaves after 600 s more.
    changes = {"gpu_node_groups": [group("gpu", "g5.12xlarge", max=1)]}
    result = simulated([("train", 1, 0)], Settings(run_for=330), **changes)

    assert lines(result, "finish", "scale-down") == [(600, "finish", "train", 1), (1480, "scale-down", "gpu", 1)]
