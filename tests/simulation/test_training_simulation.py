"""Ranks of a training job begin together."""

from __future__ import annotations

from eks_gpu.simulation import Settings
from tests.simulation.worlds import group, lines, simulated, work


def test_a_run_begins_with_the_last_rank() -> None:
    # One node is there from the start; the other is asked for at 30 and ready at 270: both ranks run from then on, and
    # the first one has waited for 270 s on a node that is paid for.
    result = simulated(
        [("train", None, 0)],
        Settings(boot=240, run_for=600, until=900),
        gpu_node_groups=[group("gpu", "g5.12xlarge", zones=["us-west-2a"], min=1, max=2)],
        workloads=[work(kind="training_job", nodes=2)],
    )

    assert lines(result, "start", "finish") == [
        (0, "start", "train", 1),
        (270, "start", "train", 1),
        (870, "finish", "train", 2),
    ]


def test_without_its_last_node_it_never_ends() -> None:
    result = simulated(
        [("train", None, 0)],
        Settings(until=7200),
        gpu_node_groups=[group("gpu", "g5.12xlarge", zones=["us-west-2a"], max=1)],
        workloads=[work(kind="training_job", nodes=2)],
    )

    assert [kind for _, kind, *_ in lines(result, "start", "finish")] == ["start"]
    assert result.never_started == 1
    # The one node is held, and billed, to the end.
    (gpu,) = result.groups
    assert gpu.busy_hours > 1.9


def test_a_bounded_wait_gives_the_node_back() -> None:
    """Fifteen minutes after its first rank the job fails, and the node is removed when it is no longer needed."""
    result = simulated(
        [("train", None, 0)],
        Settings(until=7200),
        gpu_node_groups=[group("gpu", "g5.12xlarge", zones=["us-west-2a"], max=1)],
        workloads=[work(kind="training_job", nodes=2, start_within="15m")],
    )

    assert lines(result, "start", "fail", "scale-down") == [
        (270, "start", "train", 1),
        (270 + 900, "fail", "train", 2),
        (1780, "scale-down", "gpu", 1),
    ]
    (outcome,) = result.outcomes
    assert outcome.pending == 0
    assert "start_within" in outcome.reasons[0]


def test_a_gang_that_is_complete_in_time_does_not_give_up() -> None:
    result = simulated(
        [("train", None, 0)],
        Settings(until=7200, run_for=3600),
        gpu_node_groups=[group("gpu", "g5.12xlarge", zones=["us-west-2a"], max=2)],
        workloads=[work(kind="training_job", nodes=2, start_within="15m")],
    )

    assert not lines(result, "fail")
    assert result.outcomes[0].finished == 2
