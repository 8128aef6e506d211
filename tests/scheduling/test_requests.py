"""Effective requests, each case worked out by hand from Kubernetes' rules for containers that run at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.scheduling.amounts import CPU, GPU, MEMORY, PODS, STORAGE
from eks_gpu.scheduling.demand import VolumeDemand
from eks_gpu.scheduling.quantity import any_quantity, parse_quantity
from eks_gpu.scheduling.requests import Resources, effective_requests, own_volumes


def asking(cpu: str = "", memory: str = "", gpus: str = "", *, stays: bool = False) -> Resources:
    texts = {CPU: cpu, MEMORY: memory, GPU: gpus}
    return Resources({name: any_quantity(text) for name, text in texts.items() if text}, stays=stays)


def limit(**texts: str) -> Resources:
    return Resources(limits={name: any_quantity(text) for name, text in texts.items()})


def test_containers_run_at_once_and_are_added() -> None:
    assert effective_requests([asking("1", "1Gi", "1"), asking("250m", "512Mi")]) == {
        PODS: 1,
        CPU: 1250,
        MEMORY: 1536,
        GPU: 1,
    }
    assert effective_requests([]) == {PODS: 1}


def test_fractions_of_several_containers_are_rounded_once() -> None:
    """Half a MiB each, as 512Ki: one MiB and not two."""
    assert effective_requests([asking(memory="512Ki"), asking(memory="512Ki")])[MEMORY] == 1
    assert effective_requests([asking(memory="1G")])[MEMORY] == 954
    assert effective_requests([asking(cpu="0.1"), asking(cpu="100u")])[CPU] == 101


def test_a_limit_without_a_request_is_the_request() -> None:
    half = Resources({CPU: Decimal("0.5")}, {CPU: Decimal(2), MEMORY: Decimal(2**30)})

    assert effective_requests([half]) == {PODS: 1, CPU: 500, MEMORY: 1024}
    assert effective_requests([asking()], [limit(cpu="3")]) == {PODS: 1, CPU: 3000}


@pytest.mark.parametrize(
    ("first", "cpu"),
    [
        # One after the other: the largest counts, and only where it is more than what runs at the end.
        ([asking("1"), asking("3")], 3000),
        ([asking("1"), asking("1")], 2000),
        # A sidecar runs at the end too: 2 + 1. While the second starts, only the sidecar is there: 1 + 1.
        ([asking("1", stays=True), asking("1")], 3000),
        # A container that comes after a sidecar runs next to it: 1 + 4.
        ([asking("1", stays=True), asking("4")], 5000),
        # One that comes before a sidecar does not: the larger of 4 and 2 + 1.
        ([asking("4"), asking("1", stays=True)], 4000),
        # Two sidecars, one in between: 1 + 2.5 at its start, 2 + 1 + 1 at the end.
        ([asking("1", stays=True), asking("2500m"), asking("1", stays=True)], 4000),
    ],
)
def test_init_containers(first: list[Resources], cpu: int) -> None:
    assert effective_requests([asking("2")], first)[CPU] == cpu


def test_an_init_container_may_be_the_only_one_with_a_gpu() -> None:
    assert effective_requests([asking("1")], [asking("500m", gpus="2")]) == {PODS: 1, CPU: 1000, GPU: 2}


def test_overhead_is_added_to_whatever_counts() -> None:
    over = {CPU: Decimal("0.25"), MEMORY: Decimal(2**20)}

    assert effective_requests([asking("1")], [asking("2")], overhead=over) == {PODS: 1, CPU: 2250, MEMORY: 1}
    assert effective_requests([asking("1")], pod=asking("4"), overhead=over)[CPU] == 4250


def test_requests_of_the_whole_pod_replace_the_sum() -> None:
    assert effective_requests([asking("1", "1Gi", "1")], pod=asking("4", "8Gi")) == {
        PODS: 1,
        CPU: 4000,
        MEMORY: 8192,
        GPU: 1,
    }
    # Less than the containers together is refused by the API server, and not our business here; others are ignored.
    assert effective_requests([asking("1")], pod=asking(gpus="8")) == {PODS: 1, CPU: 1000}


def test_limits_of_the_whole_pod() -> None:
    """With container requests the pod's request is their sum; without any it is the limit."""
    pod = Resources(limits={CPU: Decimal(8), MEMORY: Decimal(2**33)})

    assert effective_requests([asking("1"), asking("2")], pod=pod) == {PODS: 1, CPU: 3000, MEMORY: 8192}
    assert effective_requests([asking()], pod=pod) == {PODS: 1, CPU: 8000, MEMORY: 8192}


def test_disk_and_huge_pages_are_counted_in_mebibytes() -> None:
    asked = {STORAGE: Decimal(10**9), "hugepages-1Gi": Decimal(2**31), "vendor.example/fpga": Decimal(2)}

    assert effective_requests([Resources(asked)]) == {
        PODS: 1,
        STORAGE: 954,
        "hugepages-1Gi": 2048,
        "vendor.example/fpga": 2,
    }


def test_only_own_volumes_are_taken_by_every_pod() -> None:
    own, shared = VolumeDemand("data", per_pod=True, attaches=True), VolumeDemand("models", attaches=True)

    assert own_volumes([own, own, shared, VolumeDemand("nfs", per_pod=True)]) == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", "2"),
        ("500m", "0.5"),
        ("1e3", "1000"),
        ("12E6", "12000000"),
        ("1E", "1000000000000000000"),
        ("1Ei", str(2**60)),
        (".5Gi", str(2**29)),
        ("5.", "5"),
        ("+1k", "1000"),
        ("-1", "-1"),
        ("100n", "0.0000001"),
        ("3u", "0.000003"),
    ],
)
def test_quantities_in_every_form(text: str, number: str) -> None:
    assert any_quantity(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "Gi", "1 Gi", "1gi", "1KiB", "1e999", "{{ .Values.cpu }}", "1e", "\u0661"])
def test_texts_that_are_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="not a Kubernetes quantity"):
        any_quantity(text)


@given(st.decimals(0, 10**6, places=3), st.sampled_from(["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"]))
def test_what_our_own_fields_accept_means_the_same(number: Decimal, suffix: str) -> None:
    assert any_quantity(f"{number}{suffix}") == parse_quantity(f"{number}{suffix}")


CONTAINERS = st.builds(
    lambda cpu, memory, stays: asking(f"{cpu}m", f"{memory}Ki", stays=stays),
    st.integers(0, 9000),
    st.integers(0, 10**7),
    st.booleans(),
)


@given(st.lists(CONTAINERS, max_size=4), st.lists(CONTAINERS, max_size=4))
def test_a_pod_asks_for_no_less_than_any_moment_of_it_needs(main: list[Resources], first: list[Resources]) -> None:
    found = effective_requests(main, first)

    sidecars = [one for one in first if one.stays]
    for name in (CPU, MEMORY):
        at_the_end = sum(effective_requests([one]).get(name, 0) for one in (*main, *sidecars))
        assert found.get(name, 0) >= at_the_end - (len(main) + len(first) if name == MEMORY else 0)
        assert all(found.get(name, 0) >= effective_requests([one]).get(name, 0) for one in first)
