"""`eks-gpu report` of one, ten and fifty clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Benchmark
from benchmarks.harness.case import BARE_IMPORTS, EKS_GPU, Case
from benchmarks.inputs.clusters import copies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNTS = {2: 5, 10: 3, 50: 2}


def _cases(folder: Path) -> Iterator[Case]:
    yield Case("imports", "bare imports", BARE_IMPORTS, runs=7)
    for count, runs in COUNTS.items():
        files = copies(folder / str(count), count)
        command = (EKS_GPU, "report", str(files), "--output", str(folder / f"report-{count}"))
        yield Case(str(count), f"`report`, {count} clusters", command, size=count, runs=runs)


REPORT = Benchmark(
    "report",
    "Report",
    "Pages about copies of `clusters/noble-gpu.yaml`, and their index.",
    "clusters",
    "imports",
    _cases,
)
