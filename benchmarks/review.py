"""`eks-gpu review` of plans with 10, 10,000 and 300,000 changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Benchmark
from benchmarks.harness.case import BARE_IMPORTS, EKS_GPU, Case
from benchmarks.inputs.plans import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNTS = {10: 5, 10_000: 3, 300_000: 1}


def _cases(folder: Path) -> Iterator[Case]:
    yield Case("imports", "bare imports", BARE_IMPORTS, runs=7)
    for count, runs in COUNTS.items():
        plan = write(folder / f"{count}.json", count)
        size = plan.stat().st_size / 2**20
        title = f"`review`, {count:,} changes ({size:,.1f} MiB)"
        yield Case(str(count), title, (EKS_GPU, "review", str(plan)), size=count, runs=runs)


REVIEW = Benchmark(
    "review",
    "Review",
    "Plans in the shape of `terraform show -json`, with planned values, prior state and configuration.",
    "changes",
    "imports",
    _cases,
)
