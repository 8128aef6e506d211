"""`eks-gpu simulate` of 20, 1,000 and 10,000 pods over twenty groups, watched for a day: the command takes no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Benchmark
from benchmarks.harness.case import BARE_IMPORTS, EKS_GPU, Case
from benchmarks.inputs.clusters import GROUPS, for_pods

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNTS = {20: 5, 1000: 5, 10_000: 1}


def _cases(folder: Path) -> Iterator[Case]:
    file = for_pods(folder / "many.yaml")
    yield Case("imports", "bare imports", BARE_IMPORTS, runs=7)
    for count, runs in COUNTS.items():
        submit = [f"--submit=work-{number}={count // GROUPS}@{number * 20}s" for number in range(GROUPS)]
        command = (EKS_GPU, "simulate", str(file), *submit, "--spot-refusal=0.2", "--until=24h")
        # 1: some pods never start, because a day is too short for them.
        yield Case(str(count), f"`simulate`, {count:,} pods", command, size=count, runs=runs, exits=frozenset({0, 1}))


SIMULATE = Benchmark(
    "simulate",
    "Simulate",
    "A day of jobs that arrive within minutes, over twenty groups of seven instance types in three zones, on Spot and "
    "On-Demand.",
    "pods",
    "imports",
    _cases,
)
