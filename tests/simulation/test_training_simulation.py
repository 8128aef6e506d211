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
