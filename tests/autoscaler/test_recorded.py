"""Verdicts and simulations agree with what a real Cluster Autoscaler decided (`recorded/README.md`).

The autoscaler draws by lot which of several zones that are alike gets the nodes. So numbers are compared by group, and
of a group's zones only how many nodes each of them got, in whatever order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from eks_gpu.design import design_cluster
from eks_gpu.simulation import Arrival, Settings, prepared, simulate
from eks_gpu.spec import ClusterSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.simulation import Result
    from eks_gpu.simulation.inputs import Plan

FILE = Path(__file__).parent / "recorded" / "cases.json"
BUYS = {"runs", "capacity", "stays-pending"}
# After the request a node took so long to join, and in the cases with late GPUs so long until these were there.
JOINED, LATE = 20, 50
IGNORED = "--balancing-ignore-label=nodegroup-name"
# Cases that eks-gpu sees otherwise, each with the reason. A row that is no longer needed fails.
DIFFERENT: dict[str, str] = {}


@dataclass(frozen=True)
class Recorded:
    """A case; its fields are those of the file."""

    case: str
    cluster: str
    first: dict[str, int]
    events: list[tuple[float, str, int]]
    arguments: list[str] = field(default_factory=list)
    after_up: dict[str, int] | None = None
    after_down: dict[str, int] | None = None
    bound: dict[str, int] | None = None
    again: list[tuple[str, int]] = field(default_factory=list)

    def __str__(self) -> str:
        return self.case

    @property
    def design(self) -> ClusterDesign:
        return design_cluster(ClusterSpec.model_validate(YAML(typ="safe").load(self.cluster)))

    def plan(self, **settings: Any) -> Plan:
        """All pods but those of cron jobs arrive at once, at an autoscaler with the recorded arguments."""
        design = self.design
        arrivals = [Arrival(fit) for fit in design.schedulability if fit.workload.spec.kind != "cron_job"]
        plan = prepared(design, arrivals, Settings(**settings))
        assert "nodegroup-name" in plan.ignored_labels
        return plan if IGNORED in self.arguments else replace(plan, ignored_labels=frozenset())


RECORDED: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
CASES = [Recorded(**case) for case in RECORDED]
BY_NAME = {case.case: case for case in CASES}


def by_group(sizes: Mapping[str, int]) -> dict[str, list[int]]:
    """How many nodes the zones of each group have, zones without any left out."""
    found: dict[str, list[int]] = {}
    for pool, size in sizes.items():
        if size:
            found.setdefault(pool.partition("/")[0], []).append(size)
    return {group: sorted(numbers) for group, numbers in sorted(found.items())}


def sizes(result: Result) -> dict[str, int]:
    """Nodes of each pool at the end."""
    signs = {"scale-up": 1, "scale-down": -1, "refused": -1, "given-up": -1}
    found = {pool.key: pool.min for pool in result.plan.pools}
    for event in result.events:
        for pool, count in event.where.items() if event.kind in signs else ():
            found[pool] += signs[event.kind] * count
    return found


def bought(case: Recorded) -> dict[str, list[int]]:
    """Nodes that the simulation buys before any node has joined."""
    return by_group(sizes(simulate(case.plan(until=60, boot=3600))))


def verdicts(case: Recorded) -> list[tuple[str, str]]:
    """The group and the verdict of every workload on every group."""
    return [(group.group, group.fit.verdict) for fit in case.design.schedulability for group in fit.groups]


def differences(case: Recorded) -> list[str]:
    """Differences in the answer of eks-gpu."""
    judged = verdicts(case)
    buying, first = {group for group, verdict in judged if verdict in BUYS}, by_group(case.first)
    found = []
    if bool(buying) != bool(first):
        found.append(f"a purchase: expected {bool(first)}, by verdict {bool(buying)}")
    found += [f"{group} was bought, and no verdict says so" for group in first if group not in buying]
    if bought(case) != first:
        found.append(f"numbers: expected {first}, simulated {bought(case)}")
    return found


@pytest.mark.parametrize("case", [case for case in CASES if case.case not in DIFFERENT], ids=str)
def test_what_is_bought(case: Recorded) -> None:
    assert differences(case) == []


def test_a_difference_that_is_named_is_one() -> None:
    assert [name for name in DIFFERENT if not differences(BY_NAME[name])] == [], "agrees now: take the row out"
    assert not DIFFERENT, "no case differs; whoever adds a row changes this line, and says why in the table"


def test_the_record_is_whole() -> None:
    assert len(CASES) == len(BY_NAME) == 85
    assert sum(not case.first for case in CASES) == 24
    assert sum(case.bound is not None for case in CASES) == 20


@pytest.mark.parametrize("case", [case for case in CASES if case.bound], ids=str)
def test_the_fate_of_the_pods(case: Recorded) -> None:
    """Where nodes joined, a verdict of `runs` is a promise, and `stays-pending` the opposite."""
    assert case.bound is not None
    judged = {fit.verdict for fit in case.design.schedulability}

    assert judged == ({"stays-pending"} if "pending" in case.bound else {"runs"})


AT_ONCE = [case for case in CASES if case.bound is None and len(case.events) > 1]


@pytest.mark.parametrize("case", AT_ONCE, ids=str)
def test_one_purchase_follows_another_at_once(case: Recorded) -> None:
    """Frequent loops: the autoscaler looks again after a scale-up, without waiting ten seconds."""
    times = [at for at, _, _ in case.events]
    assert max(times) - min(times) < 5
    simulated = [event.at for event in simulate(case.plan(until=60, boot=3600)).events if event.kind == "scale-up"]

    assert len(set(simulated)) == 1


@pytest.mark.parametrize("name", ["late-shared-slices", "late-whole-gpus"])
def test_late_gpus_are_bought_twice_unless_the_autoscaler_waits_for_them(name: str) -> None:
    case = BY_NAME[name]
    assert case.after_up is not None
    plan = case.plan(until=200, boot=JOINED + LATE, device_delay=LATE)

    assert by_group(sizes(simulate(plan))) == by_group(case.after_up)
    assert (sum(case.after_up.values()) > sum(case.first.values())) == (name == "late-shared-slices")


@pytest.mark.parametrize("name", ["special-neg-pending", "special-neg-pending-slow"])
def test_a_pod_that_stays_pending_has_both_zones_bought(name: str) -> None:
    case = BY_NAME[name]
    result = simulate(case.plan(until=60, boot=JOINED))

    # Up to the moment at which idle nodes leave, for which the record had shorter times.
    recorded = [(round(at, -1), size) for at, _, size in case.events[:2]]
    simulated = [(event.at, event.count) for event in result.events if event.kind == "scale-up"]
    assert simulated == recorded == [(30, 1), (50, 1)]


def test_spot_that_is_refused_falls_back() -> None:
    case = BY_NAME["special-spot-fallback"]
    assert case.after_up is not None
    result = simulate(case.plan(until=300, boot=JOINED, spot_refusal=1.0))

    assert by_group(sizes(result)) == by_group(case.after_up)
    order = [event.subject for event in result.events if event.kind == "scale-up"]
    assert order == ["spot", "spot", "on-demand"]


def test_zones_whose_nodes_were_seen_balance_without_the_flag() -> None:
    """Real nodes carry no label that is made of a tag."""
    case = BY_NAME["balance-after-real-nodes"]
    zones, pods = dict(case.again), sum(size for _, size in case.again)
    design = case.design
    plan = replace(
        prepared(design, [Arrival(design.schedulability[0], pods)], Settings(until=60)), ignored_labels=frozenset()
    )

    assert by_group(sizes(simulate(plan))) != by_group(zones)
    assert by_group(sizes(simulate(plan, frozenset(zones)))) == by_group(zones)
