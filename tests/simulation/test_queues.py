"""Queues in a simulation: by hand, against Kueue's own algorithm, and in every world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.design.queueing.quota import Quota, Shared, split
from eks_gpu.simulation import Settings, simulate
from tests.effort import examples
from tests.simulation.kueue_model import Job, Kueue, tree
from tests.simulation.worlds import group, lines, planned, simulated, work

if TYPE_CHECKING:
    from eks_gpu.simulation import Result

SPACES = ("a", "b", "c")
NODES: dict[str, Any] = {"kind": "g5.xlarge", "zones": ["us-west-2a"]}
WHOLE: dict[str, Any] = {"kind": "g5.12xlarge", "zones": ["us-west-2a"]}
Arrivals = list[tuple[str, int | None, int]]
NUMBERS = st.integers(0, 4)
LIMITS = st.none() | NUMBERS
RUN = 600


def space(name: str, quota: int, **queue: Any) -> dict[str, Any]:
    return {"name": name, "gpu_quota": quota, **({"queue": queue} if queue else {})}


def gang(name: str, namespace: str, nodes: int = 2) -> dict[str, Any]:
    return work(name, "training_job", nodes=nodes, namespace=namespace, queue=namespace)


def two(arrivals: Arrivals, *works: dict[str, Any], **more: Any) -> Result:
    """Two teams with eight GPUs each, on four nodes of four."""
    settings = more.pop("settings", Settings(run_for=RUN, until=7200))
    given_ = {
        "gpu_node_groups": [group("gpu", max=4, **WHOLE)],
        "queueing": "kueue",
        "namespaces": [space("a", 8), space("b", 8)],
        "workloads": list(works),
    }
    return simulated(arrivals, settings, **{**given_, **more})


def told(result: Result) -> list[tuple[int, str, str, int]]:
    return lines(result, "admit", "preempt", "start", "finish")


def test_a_gang_waits_without_a_node() -> None:
    """Half of the nodes would hold GPUs for nothing; no pod exists, so the autoscaler buys nothing."""
    result = two([("one", None, 0), ("two", None, 60)], gang("one", "a", 4), gang("two", "a", 2))

    (first, second) = (one for one in result.events if one.kind == "admit")
    assert (first.subject, first.at) == ("one", 0)
    assert (second.subject, second.at) == ("two", 270 + RUN)
    assert [(one.at, one.count) for one in result.events if one.kind == "scale-up"] == [(30, 4)]
    (wait,) = result.waits
    assert (wait.workload, wait.queue, wait.since, wait.until) == ("two", "a", 60, 270 + RUN)
    assert "a uses 16" in wait.why


def test_without_a_queue_ranks_hold_nodes_for_nothing() -> None:
    """The same two jobs: the ranks that find a node wait on it, and it is billed."""
    works = [work("one", "training_job", nodes=3), work("two", "training_job", nodes=2)]
    result = two([("one", None, 0), ("two", None, 0)], *works, queueing=None, namespaces=[])

    starts = [(one.at, one.subject, one.count) for one in result.events if one.kind == "start"]
    assert (270, "two", 1) in starts


def test_an_owner_gets_its_quota_back() -> None:
    result = two([("big", None, 0), ("own", None, 600)], gang("big", "a", 4), gang("own", "b", 2))

    assert [line for line in told(result) if line[1] in {"admit", "preempt"}][:3] == [
        (0, "admit", "big", 4),
        (600, "preempt", "big", 4),
        (600, "admit", "own", 2),
    ]
    (big, own) = result.outcomes
    assert (big.started, big.restarts, big.finished) == (4, 4, 4)
    assert own.finished == 2


def test_an_owner_waits_where_nothing_is_reclaimed() -> None:
    rules = {"kind": "kueue", "preemption": {"reclaim": "never"}}
    result = two([("big", None, 0), ("own", None, 600)], gang("big", "a", 4), gang("own", "b", 2), queueing=rules)

    assert not lines(result, "preempt")
    assert [(wait.workload, wait.until) for wait in result.waits] == [("own", 270 + RUN)]


def test_a_serving_pod_goes_before_a_job_of_its_queue() -> None:
    web = work("web", "deployment", gpus=4, namespace="a", queue="a")
    result = two([("job", None, 0), ("web", None, 600)], gang("job", "a", 4), web, namespaces=[space("a", 16)])

    assert (600, "preempt", "job", 4) in told(result)
    assert (600, "admit", "web", 1) in told(result)


def test_pods_of_a_deployment_are_admitted_one_by_one() -> None:
    web = work("web", "deployment", gpus=4, replicas=3, namespace="a", queue="a")
    result = two([("web", 3, 0)], web, namespaces=[space("a", 8)])

    (outcome,) = result.outcomes
    assert (outcome.pods, outcome.started, outcome.pending) == (3, 2, 1)


def test_a_gang_whose_nodes_do_not_come_gives_its_gpus_back() -> None:
    """The group is smaller than the quotas promise, which a rule refuses: Kueue stops the gang, and tries again."""
    result = two(
        [("one", None, 0)],
        gang("one", "a", 4),
        gpu_node_groups=[group("gpu", max=3, **WHOLE)],
        namespaces=[space("a", 16)],
        queueing={"kind": "kueue", "ready_timeout": "20m"},
    )

    stops = [(one.at, one.text) for one in result.events if one.kind == "preempt"]
    assert stops[0] == (1200, "because not all its pods were ready in time")
    # A minute, then two, four …
    admitted = [one.at for one in result.events if one.kind == "admit"]
    assert admitted[:3] == [0, 1260, 1260 + 1200 + 120]


def many(name: str, namespace: str, pods: int, **more: Any) -> dict[str, Any]:
    """A job of pods with one GPU each."""
    own: dict[str, Any] = {"completions": pods, "parallelism": pods, "namespace": namespace, "queue": namespace}
    return work(name, **own, cpu="1", memory="1Gi", **more)


def stopped(arrivals: Arrivals, spaces: list[dict[str, Any]], *works: dict[str, Any]) -> set[str]:
    """Names of the jobs that are stopped, on sixteen nodes with one GPU that are always there."""
    nodes = [group("gpu", min=16, max=16, **NODES)]
    result = two(arrivals, *works, gpu_node_groups=nodes, namespaces=spaces, settings=Settings(run_for=6000, until=900))
    return {one.subject for one in result.events if one.kind == "preempt"}


def test_what_would_borrow_in_the_end_stops_borrowers_only_together_with_its_own() -> None:
    """With the two of `a`, the three that wait are more than `a` owns: taking only from `b` would trade loans."""
    works = [many("a1", "a", 2), many("b1", "b", 3), many("b2", "b", 3), many("a2", "a", 3, priority="serving")]
    arrivals: Arrivals = [("a1", None, 0), ("b1", None, 10), ("b2", None, 20), ("a2", None, 30)]

    assert stopped(arrivals, [space("a", 4), space("b", 4)], *works) == {"b2", "a1"}


def test_work_that_need_not_stop_is_put_back_the_last_first() -> None:
    works = [many("z", "a", 4), many("y", "a", 2), many("x", "a", 2), many("web", "a", 5, priority="serving")]
    arrivals: Arrivals = [("z", None, 0), ("y", None, 10), ("x", None, 20), ("web", None, 30)]

    assert stopped(arrivals, [space("a", 8)], *works) == {"x", "z"}


def test_fair_sharing_gives_idle_gpus_to_the_one_that_borrowed_less() -> None:
    """When `c` has ended, `a` still uses eight borrowed GPUs; the other eight go to `b`, although it came later."""
    spaces = [space("a", 0), space("b", 0), space("c", 16)]
    works = [
        gang("a1", "a", 2),
        gang("c1", "c", 2),
        gang("a2", "a", 2),
        gang("b1", "b", 2),
    ]
    arrivals: Arrivals = [("c1", None, 0), ("a1", None, 300), ("a2", None, 310), ("b1", None, 320)]
    for fair, first in ((False, "a2"), (True, "b1")):
        rules = {"kind": "kueue", "fair_sharing": fair, "preemption": {"reclaim": "never"}}
        result = two(arrivals, *works, namespaces=spaces, queueing=rules, settings=Settings(run_for=RUN, until=1200))
        later = [one for one in result.events if one.kind == "admit" and one.at > 300]
        assert later[0].subject == first, fair


def test_fair_sharing_stops_work_of_the_one_that_borrowed_more() -> None:
    spaces = [space("a", 0), space("b", 0), space("c", 16)]
    works = [gang("a1", "a", 2), gang("a2", "a", 2), gang("b1", "b", 2)]
    arrivals: Arrivals = [("a1", None, 0), ("a2", None, 0), ("b1", None, 600)]
    result = two(arrivals, *works, namespaces=spaces, queueing={"kind": "kueue", "fair_sharing": True})

    # The one of equal rank that came last.
    assert [(one.at, one.subject) for one in result.events if one.kind == "preempt"] == [(600, "a1")]


def test_the_page_says_who_waited_for_whom() -> None:
    from eks_gpu.report.timeline import timeline  # noqa: PLC0415 - what only this test needs

    page = timeline(two([("big", None, 0), ("own", None, 600)], gang("big", "a", 4), gang("own", "b", 2)))

    assert "GPUs by queue" in page
    assert "big in a" in page.split("waits in queues")[1]
    assert "stopped for own of b" in " ".join(page.split())


@given(st.dictionaries(st.sampled_from(SPACES), st.tuples(NUMBERS, LIMITS, LIMITS), min_size=1), st.data())
@examples(300)
def test_quotas_are_counted_as_kueue_counts_them(
    quotas: dict[str, tuple[int, int | None, int | None]], data: Any
) -> None:
    """The amount that is available, and the most that can ever be, after any use that was admitted."""
    cohort = len(quotas) > 1
    nodes = tree(quotas, cohort=cohort)
    mine = Shared(
        {
            name: Quota(one[0], *((one[1], None if one[2] is None else min(one[2], one[0])) if cohort else ()))
            for name, one in quotas.items()
        }
    )
    used = dict.fromkeys(quotas, 0)
    for name in data.draw(st.lists(st.sampled_from(sorted(quotas)), max_size=8)):
        assert mine.most(name) == nodes[name].potential()
        assert mine.available(name, used) == nodes[name].available()
        amount = data.draw(st.integers(0, 4))
        if amount <= nodes[name].available():
            nodes[name].add(amount)
            used[name] += amount


@given(st.integers(0, 100), st.lists(st.integers(0, 20), max_size=5))
def test_parts_are_in_proportion(whole: int, sizes: list[int]) -> None:
    parts = split(whole, sizes)

    assert sum(parts) == (whole if sum(sizes) else 0)
    exact = [whole * size / sum(sizes) if sum(sizes) else 0 for size in sizes]
    assert all(abs(part - one) < 1 for part, one in zip(parts, exact, strict=True))


@st.composite
def limits(draw: st.DrawFn) -> dict[str, int | None]:
    return {"borrowing_limit": draw(LIMITS), "lending_limit": draw(LIMITS)}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    names = SPACES[: draw(st.integers(1, 3))]
    groups = ("gpu", "other")[: draw(st.integers(1, 2))]
    parts = {name: {one: draw(NUMBERS) for one in groups} for name in names}
    jobs = [
        {
            "namespace": draw(st.sampled_from(names)),
            "pods": draw(st.integers(1, 4)),
            "priority": draw(st.sampled_from(["batch", "serving"])),
            "groups": draw(st.lists(st.sampled_from(groups), min_size=1, unique=True)),
            "at": draw(st.integers(0, 3000)),
        }
        for _ in range(draw(st.integers(1, 7)))
    ]
    return {
        "spaces": [
            space(
                name,
                sum(parts[name].values()),
                quotas=parts[name],
                borrowing_limit=draw(LIMITS),
                lending_limit=draw(LIMITS),
            )
            for name in names
        ],
        "groups": groups,
        "jobs": jobs,
        "reclaim": draw(st.sampled_from(["any", "lower-priority", "never"])),
        "within": draw(st.sampled_from(["lower-priority", "lower-or-newer", "never"])),
        "cohort": draw(st.booleans()),
    }


def declared(case: dict[str, Any]) -> Result:
    """The simulation of a case on nodes that are always there, so that admission is all that anybody waits for."""
    rules = {"kind": "kueue", "preemption": {"reclaim": case["reclaim"], "within_queue": case["within"]}}
    rules |= {} if case["cohort"] else {"cohorts": []}
    works = [
        work(
            f"j{index}",
            namespace=job["namespace"],
            queue=job["namespace"],
            completions=job["pods"],
            parallelism=job["pods"],
            priority=job["priority"],
            node_groups=sorted(job["groups"]),
            cpu="1",
            memory="1Gi",
        )
        for index, job in enumerate(case["jobs"])
    ]
    arrivals: Arrivals = [(f"j{n}", job["pods"], job["at"]) for n, job in enumerate(case["jobs"])]
    plan = planned(
        arrivals,
        Settings(run_for=RUN, until=20_000),
        gpu_node_groups=[group(name, min=12, max=12, **NODES) for name in case["groups"]],
        queueing=rules,
        namespaces=case["spaces"],
        workloads=works,
    )
    return simulate(plan)


def by_kueue(case: dict[str, Any]) -> list[tuple[int, str, str]]:
    """The same by Kueue's own algorithm; a job runs for ten minutes from its admission."""
    quotas = {
        name: {
            one["name"]: (one["queue"]["quotas"][name], one["queue"]["borrowing_limit"], one["queue"]["lending_limit"])
            for one in case["spaces"]
        }
        for name in case["groups"]
    }
    several = case["cohort"] and len(case["spaces"]) > 1
    nodes = {name: tree(one, cohort=several) for name, one in quotas.items()}
    kueue = Kueue(nodes, case["reclaim"], case["within"])
    rank = {"batch": 1000, "serving": 10000}
    coming = sorted(enumerate(case["jobs"]), key=lambda one: one[1]["at"])
    now = -1
    while True:
        running = [job for job in kueue.jobs if job.admitted]
        times = [job.reserved + RUN for job in running] + [job["at"] for _, job in coming[:1]]
        times += [job.again for job in kueue.jobs if job.again > now]
        if not times:
            return kueue.log
        now = min(times)
        for job in running:
            if job.reserved + RUN == now:
                kueue.finish(job)
        while coming and coming[0][1]["at"] == now:
            index, one = coming.pop(0)
            flavors = tuple(name for name in case["groups"] if name in one["groups"])
            kueue.jobs.append(
                Job(f"j{index}", one["namespace"], one["pods"], rank[one["priority"]], now, index, flavors)
            )
        kueue.schedule(now)


@given(cases())
@examples(200)
def test_work_is_admitted_and_stopped_as_kueue_does_it(case: dict[str, Any]) -> None:
    result = declared(case)
    mine = sorted((one.at, one.kind, one.subject) for one in result.events if one.kind in {"admit", "preempt"})

    assert mine == sorted(by_kueue(case))


@given(cases(), st.integers(0, 3))
@examples(60)
def test_a_gang_starts_with_all_ranks_or_not_at_all(case: dict[str, Any], least: int) -> None:
    """Whatever comes and goes: a gang that was admitted has all its ranks, and one that waits has no pod at all."""
    works = [gang(f"j{index}", job["namespace"], job["pods"]) for index, job in enumerate(case["jobs"])]
    arrivals: Arrivals = [(f"j{n}", None, job["at"]) for n, job in enumerate(case["jobs"])]
    result = simulated(
        arrivals,
        Settings(run_for=RUN, until=40_000),
        gpu_node_groups=[group(name, min=least, max=12, **NODES) for name in case["groups"]],
        queueing={"kind": "kueue", "preemption": {"reclaim": case["reclaim"], "within_queue": case["within"]}},
        namespaces=case["spaces"],
        workloads=works,
    )

    for outcome in result.outcomes:
        # At the end nobody holds a part: all ranks have ended, or none has started that is not done.
        assert outcome.finished in {0, outcome.pods}
        assert outcome.started in {0, outcome.pods}
    for queue in result.queues:
        assert all(size >= 0 for _, size in queue.sizes)


def test_the_facts_of_a_case_are_those_of_kueue() -> None:
    """The model by hand, once: two queues of eight, one lends four of them."""
    nodes = tree({"a": (8, None, 4), "b": (8, 2, None)}, cohort=True)

    assert (nodes["a"].potential(), nodes["b"].potential()) == (16, 10)
    nodes["b"].add(10)
    assert (nodes["a"].available(), nodes["b"].available()) == (6, 0)
    nodes["a"].add(6)
    assert nodes["a"].available() == 0
    with pytest.raises(AssertionError):
        Kueue({"gpu": nodes}, "any", "never").finish(Job("x", "a", 1, 0, 0, 0, ("gpu",)))
