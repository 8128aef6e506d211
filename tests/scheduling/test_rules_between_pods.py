"""Rules between pods, on nodes that are all there: every number worked out by hand from kube-scheduler's filters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.scheduling.choice import chosen
from eks_gpu.scheduling.demand import HOSTNAME, ZONE, HostPort, LabelSelector, PodTerm, TopologySpread, VolumeDemand
from eks_gpu.scheduling.nodes import Bins
from eks_gpu.scheduling.packing import placed
from tests.scheduling.demands import RACK, alone, demand, even, near, nodes, of, wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.scheduling.contender import Contender

Terms = tuple[PodTerm, ...]
Kind = tuple[int, int, tuple[TopologySpread, ...], Terms, Terms, str, int]
TIER = LabelSelector({"tier": "x"})
TWO = [nodes("a", gpus=5), nodes("b", gpus=6)]


def both(contenders: Sequence[Contender], bins: Sequence[Bins]) -> list[int]:
    """At best, which here is what the scheduler finds too."""
    found = placed(contenders, bins)
    assert chosen(contenders, bins) == found
    return found


# Spread over zones.


@pytest.mark.parametrize(
    ("skew", "least", "counted", "rooms", "found"),
    [
        # Eight GPUs in a and two in b. Once b is full, a may be one ahead: 3 + 2.
        (1, None, (), {"a": 8, "b": 2}, 5),
        (2, None, (), {"a": 8, "b": 2}, 6),
        # Two zones where three are asked for: the emptiest counts as empty, and each zone takes one, or two.
        (1, 3, (), {"a": 8, "b": 2}, 2),
        (2, 3, (), {"a": 8, "b": 8}, 4),
        (1, 2, (), {"a": 8, "b": 8}, 16),
        # A third zone with a node that never holds such a pod counts all the same.
        (1, None, ("c",), {"a": 8, "b": 8, "c": 0}, 2),
        (3, None, ("c",), {"a": 8, "b": 8, "c": 0}, 6),
    ],
)
def test_spread_over_zones(
    skew: int, least: int | None, counted: tuple[str, ...], rooms: dict[str, int], found: int
) -> None:
    spread = demand(spread=(even("pods", skew=skew, min_domains=least),))
    mine = wanted(16, spread, rooms.keys() - set(counted), counted=(frozenset(counted),))

    assert both([mine], [nodes(zone, gpus=gpus) for zone, gpus in rooms.items()]) == [found]


def test_nodes_that_are_always_there_count_in_a_spread_by_host() -> None:
    """Two system nodes take no GPU pod, so that each of three GPU nodes takes one; without them they fill up."""
    spread = demand(spread=(even("pods", HOSTNAME),))
    bins = [nodes("a", 3), Bins("system", "", 2, {})]

    assert both([wanted(30, spread)], bins) == [24]
    assert both([wanted(30, spread, counted=(frozenset({"system"}),))], bins) == [3]


def test_spread_by_host_and_by_zone_at_once() -> None:
    """One node in a, three in b, and a pod in a and two in b: then each rule stands in the way of the other.

    A second pod in a would be two ahead of the empty node in b, and a third in b two ahead of zone a.
    """
    spread = demand(spread=(even("pods"), even("pods", HOSTNAME)))

    assert both([wanted(20, spread)], [nodes("a", gpus=4), nodes("b", 3)]) == [3]
    assert both([wanted(20, spread)], [nodes("a", gpus=4), nodes("b", gpus=4)]) == [8]


def test_pods_of_another_kind_count_where_the_selector_selects_them() -> None:
    """Four pods of `other` in a count: those of `pods` go to b until it is as full, and then to both."""
    spread = demand(labels={"app": "pods", "tier": "x"}, spread=(TopologySpread(ZONE, 1, "DoNotSchedule", TIER),))
    other = demand("other", labels={"tier": "x"}, priority=1)

    assert both([wanted(8, spread), wanted(4, other, "a")], [nodes("a", gpus=5), nodes("b", gpus=6)]) == [7, 4]
    assert both([wanted(8, spread), wanted(4, replace(other, namespace="elsewhere"), "a")], TWO) == [3, 4]


def test_a_selector_that_leaves_out_the_pod_itself() -> None:
    """Nothing is counted, so nothing is ever ahead."""
    assert both([wanted(9, demand(spread=(even("nobody"),)))], TWO) == [9]


def test_revisions_of_one_deployment_are_spread_each_for_itself() -> None:
    """The template has no label `pod-template-hash`, and all pods of the demand share its value."""
    spread = demand(spread=(even("pods", match_label_keys=("pod-template-hash",)),))
    older = demand("older", labels={"app": "pods"}, priority=1)

    assert both([wanted(6, spread), wanted(4, older, "a")], [nodes("a", gpus=8), nodes("b", gpus=2)]) == [5, 4]


def test_spread_over_a_label_of_the_nodes() -> None:
    """Two racks in one zone; nodes without a rack take none."""
    bins = [nodes("a", gpus=2, rack="r1"), nodes("b", gpus=8, rack="r2"), nodes("c")]
    racks = demand(spread=(even("pods", RACK),))

    assert both([wanted(16, racks)], bins) == [5]


def test_a_group_over_two_zones_is_no_third_zone() -> None:
    """Its nodes are in a or b, of which both have nodes of their own; nobody waits for pods in a zone `a,b`."""
    both_zones = Bins("wide", "a,b", 1, {"pods": 100, "nvidia.com/gpu": 0})
    spread = demand(spread=(even("pods"), even("pods", HOSTNAME, skew=9)))

    assert both([wanted(9, spread, counted=(frozenset({"wide"}),) * 2)], [nodes("a"), nodes("b"), both_zones]) == [9]


# Apart.


def test_one_pod_a_node() -> None:
    assert both([wanted(5, demand(anti_affinity=(alone("pods"),)))], [nodes("a", 2), nodes("b")]) == [3]


def test_one_pod_a_zone() -> None:
    apart = demand(anti_affinity=(near("pods"),))

    assert both([wanted(5, apart)], [nodes("a", 2), nodes("b")]) == [2]
    # A group over two zones has nodes in both.
    assert both([wanted(5, apart, ["wide"])], [Bins("wide", "a,b", 4, {"pods": 9, "nvidia.com/gpu": 1})]) == [2]


def test_nodes_without_the_label_are_in_nobodys_way() -> None:
    apart = demand(anti_affinity=(near("pods", RACK),))

    assert both([wanted(9, apart)], [nodes("a", 2, rack="r1"), nodes("b", gpus=3)]) == [4]


def test_what_refuses_others_is_refused_by_them() -> None:
    """`quiet` wants no `loud` pod on its node; it comes first, and takes the whole of one node."""
    quiet = demand("quiet", anti_affinity=(near("loud", HOSTNAME),), priority=1)

    assert both([wanted(1, quiet, "a"), wanted(9, demand("loud"), "ab")], [nodes("a"), nodes("b")]) == [1, 8]
    assert both([wanted(1, replace(quiet, priority=-1), "a"), wanted(9, demand("loud"), "a")], [nodes("a")]) == [0, 8]


def test_terms_of_another_namespace() -> None:
    """Without namespaces a term is about the pod's own; an empty namespace selector is about all."""
    loud = demand("loud", namespace="other", priority=1)
    everywhere = PodTerm(HOSTNAME, of("loud"), namespace_selector=LabelSelector())

    def left(term: PodTerm) -> int:
        mine = wanted(1, demand(anti_affinity=(term,)), "a")
        return both([mine, wanted(1, loud, "a")], [nodes("a")])[0]

    assert left(near("loud", HOSTNAME)) == 1
    assert left(near("loud", HOSTNAME, namespaces=("other",))) == 0
    assert left(near("loud", HOSTNAME, namespaces=("third",))) == 1
    assert left(everywhere) == 0
    by_name = LabelSelector({"kubernetes.io/metadata.name": "other"})
    assert left(PodTerm(HOSTNAME, of("loud"), namespace_selector=by_name)) == 0


# Together.


def test_all_pods_in_one_zone() -> None:
    """The first may go anywhere, the others follow: at best to the zone with the most room."""
    together = demand(affinity=(near("pods"),))
    bins = [nodes("a", 2), nodes("b", 3)]

    assert placed([wanted(30, together)], bins) == [24]
    assert chosen([wanted(30, together)], bins) == [16]
    assert both([wanted(16, together)], bins) == [16]


def test_all_pods_on_one_node() -> None:
    together = demand(affinity=(near("pods", HOSTNAME),))

    assert placed([wanted(9, together)], [nodes("a", 5, 4), nodes("b", 1, 6)]) == [6]
    assert chosen([wanted(9, together)], [nodes("a", 5, 4), nodes("b", 1, 6)]) == [4]


def test_pods_that_follow_others() -> None:
    """`server` can only be in b, so that `cache` goes there too, though its priority is higher and it comes first."""
    cache, server = demand("cache", affinity=(near("server"),), priority=5), demand("server")

    assert both([wanted(3, cache), wanted(2, server, "b")], [nodes("a"), nodes("b")]) == [3, 2]
    assert both([wanted(9, cache), wanted(2, server, "b")], [nodes("a"), nodes("b")]) == [6, 2]
    assert both([wanted(3, cache), wanted(0, server, "b")], [nodes("a"), nodes("b")]) == [0, 0]


def test_who_is_followed_leaves_room_at_best() -> None:
    """Zone a has room only for the server; in b there is room for both."""
    cache, server = demand("cache", gpus=4, affinity=(near("server"),)), demand("server", gpus=4)

    assert placed([wanted(1, cache), wanted(1, server)], [nodes("a", gpus=4), nodes("b")]) == [1, 1]


def test_affinity_to_pods_that_nobody_knows_is_left_out() -> None:
    assert both([wanted(3, demand(affinity=(near("stranger"),)))], [nodes("a")]) == [3]


def test_a_pod_must_meet_all_terms_to_be_followed() -> None:
    """`half` has one of the two labels only: for both terms nobody is there but the pods themselves."""
    terms = (near("pods"), PodTerm(RACK, TIER))
    mine = demand(labels={"app": "pods", "tier": "x"}, affinity=terms)
    half = demand("half", labels={"tier": "x"}, priority=1)
    bins = [nodes("a", rack="r1"), nodes("b", rack="r2"), nodes("c")]

    assert placed([wanted(9, mine), wanted(4, half, "a")], bins) == [8, 4]


def test_pods_that_share_a_new_volume_stay_in_its_zone() -> None:
    sharing = demand(volumes=(VolumeDemand("models", attaches=True),))
    own = demand(volumes=(VolumeDemand("data", per_pod=True, attaches=True),))

    assert both([wanted(20, sharing)], [nodes("a"), nodes("b")]) == [8]
    assert both([wanted(20, own)], [nodes("a"), nodes("b")]) == [16]


# Host ports.


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (HostPort(80), HostPort(80), [2, 0]),
        (HostPort(80), HostPort(81), [2, 2]),
        (HostPort(80), HostPort(80, "UDP"), [2, 2]),
        (HostPort(80, ip="10.0.0.1"), HostPort(80, ip="10.0.0.2"), [2, 2]),
        (HostPort(80, ip="10.0.0.1"), HostPort(80, ip="10.0.0.1"), [2, 0]),
        (HostPort(80, ip="10.0.0.1"), HostPort(80, ip="0.0.0.0"), [2, 0]),  # noqa: S104 - not bound
        (HostPort(80), HostPort(80, ip="10.0.0.1"), [2, 0]),
    ],
)
def test_host_ports(first: HostPort, second: HostPort, found: list[int]) -> None:
    """Two nodes: each port is there once on each, and a port of all addresses excludes it on any address."""
    before, after = demand("one", host_ports=(first,), priority=1), demand("two", host_ports=(second,))

    assert both([wanted(5, before), wanted(5, after)], [nodes("a", 2)]) == found


# Properties.


KINDS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.integers(1, 4),
        st.sampled_from([(), (even("x"),), (even("x", HOSTNAME, 2),), (even("pods", min_domains=3),)]),
        st.sampled_from([(), (near("x"),), (alone("x"),), (near("y", HOSTNAME),)]),
        st.sampled_from([(), (near("x"),), (near("y"),)]),
        st.sampled_from(["x", "y"]),
        st.integers(0, 1),
    ),
    max_size=3,
)


def _wanted(kinds: Sequence[Kind]) -> list[Contender]:
    return [
        wanted(
            pods,
            demand(
                str(number),
                gpus,
                spread=spread,
                anti_affinity=apart,
                affinity=together,
                labels={"app": app},
                priority=rank,
            ),
        )
        for number, (pods, gpus, spread, apart, together, app, rank) in enumerate(kinds)
    ]


@given(KINDS, st.integers(0, 3), st.integers(0, 3))
def test_no_gpu_is_given_twice(kinds: list[Kind], first: int, second: int) -> None:
    contenders = _wanted(kinds)
    bins = [nodes("a", first), nodes("b", second)]

    for found in (placed(contenders, bins), chosen(contenders, bins)):
        assert all(0 <= got <= one.pods for got, one in zip(found, contenders, strict=True))
        asked = sum(got * one.demand.asks["nvidia.com/gpu"] for got, one in zip(found, contenders, strict=True))
        assert asked <= 8 * (first + second)


@given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(0, 3))
def test_more_nodes_of_a_zone_that_counts_never_place_fewer_pods(
    pods: int, gpus: int, skew: int, first: int, second: int
) -> None:
    """A first node of a zone that has none is another matter, since the zone begins to count."""
    for rule in (
        {"spread": (even("pods", skew=skew),)},
        {"spread": (even("pods", skew=skew), even("pods", HOSTNAME, skew))},
        {"anti_affinity": (near("pods"),)},
        {"anti_affinity": (alone("pods"),)},
        {"affinity": (near("pods"),)},
    ):
        one = [wanted(pods, demand(gpus=gpus, **rule))]
        few, more = [nodes("a", 1 + first), nodes("b")], [nodes("a", 1 + first + second), nodes("b", 1 + second)]
        assert placed(one, few) <= placed(one, more)


@given(KINDS)
def test_at_best_is_no_worse_than_what_the_scheduler_finds_for_one_demand(kinds: list[Kind]) -> None:
    for one in _wanted(kinds):
        bins = [nodes("a", 2), nodes("b", 3), nodes("c", 1, 4)]
        assert placed([one], bins) >= chosen([one], bins)
