"""Node pools over time, worked out by hand: batches, packing, types, refusals, empty nodes."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.simulation import Settings
from tests.simulation.worlds import group, lines, simulated, work

LIMITS = {"cpu": "1", "memory": "2Gi"}


def pool(name: str = "pool", *types: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "instance_types": list(types or ("g5.xlarge", "g5.12xlarge")), "max": 8, **more}


def with_pools(*pools: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"gpu_node_groups": [], "provisioner": "karpenter", "gpu_node_pools": list(pools), **more}
    return {"workloads": [work(**LIMITS)], **given}


def bought(result: Any) -> list[tuple[int, str, str]]:
    return [(one.at, one.subject, one.text) for one in result.events if one.kind == "scale-up"]


def test_one_pod_from_zero() -> None:
    result = simulated([("train", 1, 0)], **with_pools(pool()))

    # A second of batching, four minutes of boot, thirty of work; empty for five minutes and a round of ten seconds.
    assert lines(result) == [
        (0, "arrive", "train", 1),
        (1, "scale-up", "pool", 1),
        (181, "ready", "pool", 1),
        (241, "devices", "pool", 1),
        (241, "start", "train", 1),
        (2041, "finish", "train", 1),
        (2351, "scale-down", "pool", 1),
    ]
    assert bought(result) == [(1, "pool", "g5.xlarge")]
    (use,) = result.groups
    assert list(use.types) == ["g5.xlarge"]
    assert use.types["g5.xlarge"] == pytest.approx((2350 / 3600, 1800 / 3600))


def test_pods_of_one_batch_share_a_larger_node() -> None:
    result = simulated([("train", 6, 0)], **with_pools(pool()))

    assert bought(result) == [(1, "pool", "g5.12xlarge")]
    # The events of one moment are one line: a node for four pods, and one for the other two.
    assert lines(result, "scale-up") == [(1, "scale-up", "pool", 2)]


def test_pods_that_come_a_second_apart_are_one_batch_for_ten_seconds() -> None:
    result = simulated([("train", 1, second) for second in range(13)], **with_pools(pool()))

    assert [at for at, *_ in lines(result, "scale-up")] == [10, 13]


def test_pods_that_come_later_use_nodes_on_their_way() -> None:
    result = simulated([("train", 2, 0), ("train", 2, 60)], **with_pools(pool()))

    assert bought(result) == [(1, "pool", "g5.12xlarge")]


def test_the_maximum_bounds_the_nodes() -> None:
    result = simulated([("train", 9, 0)], **with_pools(pool("pool", "g5.xlarge", max=3)))

    assert lines(result, "scale-up") == [(1, "scale-up", "pool", 3)]
    (outcome,) = result.outcomes
    assert (outcome.started, outcome.finished) == (9, 9)


def test_what_waits_at_the_maximum_is_said() -> None:
    changes = with_pools(
        pool("pool", "g5.xlarge", max=1), workloads=[work("serve", "deployment", replicas=2, **LIMITS)]
    )
    (outcome,) = simulated([("serve", 2, 0)], **changes).outcomes

    assert outcome.pending == 1
    assert outcome.reasons == ("pool/nodes is at its maximum of 1 node",)


def test_a_node_that_is_used_again_in_time_stays() -> None:
    result = simulated([("train", 1, 0), ("train", 1, 2200)], **with_pools(pool()))

    # Free at 2041, used from 2200 to 4000.
    assert lines(result, "scale-down") == [(4310, "scale-down", "pool", 1)]


@pytest.mark.parametrize(("after", "gone"), [("30s", [2081]), ("1h30m", []), ("never", [])])
def test_pools_have_their_own_patience(after: str, gone: list[int]) -> None:
    result = simulated([("train", 1, 0)], **with_pools(pool(consolidation={"after": after})))

    assert [at for at, *_ in lines(result, "scale-down")] == gone


def test_other_capacity_is_taken_where_spot_is_refused() -> None:
    settings = Settings(spot_refusal=1.0)
    result = simulated([("train", 1, 0)], settings, **with_pools(pool(capacity=["spot", "on-demand"])))

    assert lines(result, "scale-up", "refused", "start") == [
        (1, "scale-up", "pool", 1),
        (2, "refused", "pool", 1),
        (12, "scale-up", "pool", 1),
        (252, "start", "train", 1),
    ]


def test_spot_alone_is_tried_again_after_three_minutes() -> None:
    settings = Settings(spot_refusal=1.0, until=600)
    result = simulated([("train", 1, 0)], settings, **with_pools(pool(capacity=["spot"])))

    tries = [at for at, *_ in lines(result, "scale-up")]
    assert tries == [1, 192, 383, 574]
    assert result.outcomes[0].reasons == ("EC2 has no Spot instance for pool, which takes no other",)


def test_the_highest_weight_comes_first() -> None:
    changes = with_pools(pool("cheap", "g4dn.xlarge"), pool("preferred", "g5.xlarge", weight=10))

    assert bought(simulated([("train", 1, 0)], **changes)) == [(1, "preferred", "g5.xlarge")]


def test_the_next_weight_comes_when_the_first_is_full() -> None:
    changes = with_pools(pool("cheap", "g4dn.xlarge"), pool("preferred", "g5.xlarge", weight=10, max=1))

    assert bought(simulated([("train", 2, 0)], **changes)) == [
        (1, "preferred", "g5.xlarge"),
        (1, "cheap", "g4dn.xlarge"),
    ]


def test_a_static_pool_has_its_nodes_and_gets_no_others() -> None:
    result = simulated([("train", 3, 0)], **with_pools(pool("pool", "g5.xlarge", nodes_always=2)))

    assert lines(result, "scale-up", "scale-down") == []
    # Two at once, and the third when one has ended.
    assert lines(result, "start") == [(0, "start", "train", 2), (1800, "start", "train", 1)]


def test_a_group_and_a_pool_both_buy_for_the_same_pods() -> None:
    result = simulated([("train", 1, 0)], **with_pools(pool(), gpu_node_groups=[group("gpu")]))

    assert lines(result, "scale-up") == [(1, "scale-up", "pool", 1), (30, "scale-up", "gpu", 1)]
    # The node of the group joins later, finds no pod, and leaves after ten minutes without one.
    assert lines(result, "start") == [(241, "start", "train", 1)]
    assert [one for one in lines(result, "scale-down") if one[2] == "gpu"]


def test_a_named_pool_is_left_to_its_provisioner() -> None:
    changes = with_pools(pool(), gpu_node_groups=[group("gpu")], workloads=[work(node_groups=["pool"], **LIMITS)])

    assert lines(simulated([("train", 1, 0)], **changes), "scale-up") == [(1, "scale-up", "pool", 1)]


def test_without_an_autoscaler_a_pool_still_grows() -> None:
    changes = with_pools(pool(), autoscaler={"kind": "none"})

    assert simulated([("train", 1, 0)], **changes).outcomes[0].finished == 1


def test_a_spread_over_zones_buys_in_each() -> None:
    workloads = [work("serve", "deployment", replicas=4, zone_spread=True, ports=[8000], **LIMITS)]
    result = simulated([("serve", 4, 0)], **with_pools(pool("pool", "g5.12xlarge"), workloads=workloads))

    # One node would hold all four; each zone gets two pods of them.
    assert lines(result, "scale-up") == [(1, "scale-up", "pool", 2)]
    assert result.outcomes[0].started == 4


def test_a_pod_that_no_type_holds_is_left_with_the_reason() -> None:
    changes = with_pools(pool("pool", "g5.xlarge"), workloads=[work(gpus=4, **LIMITS)])
    (outcome,) = simulated([("train", 1, 0)], **changes).outcomes

    assert outcome.started == 0
    assert "Karpenter expects a g5.xlarge to have 1" in outcome.reasons[0]


def test_what_is_not_simulated_is_named() -> None:
    plan = simulated([("train", 1, 0)], **with_pools(pool(consolidation={"when": "underutilized"}))).plan

    assert plan.left_out == ("budgets, drift and expiry of pool", "consolidation of nodes with pods of pool")
