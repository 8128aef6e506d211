"""`eks-gpu doctor` of the answers of clusters with 100, 1,000 and 5,000 nodes, with ten pods a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Benchmark
from benchmarks.harness.case import BARE_IMPORTS, EKS_GPU, Case
from benchmarks.inputs.answers import DECLARATION, PODS, gather

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNTS = {100: 5, 1000: 3, 5000: 1}


def _cases(folder: Path) -> Iterator[Case]:
    file = folder / "large.yaml"
    file.write_text(DECLARATION, encoding="utf-8")
    yield Case("imports", "bare imports", BARE_IMPORTS, runs=7)
    for count, runs in COUNTS.items():
        answers = gather(folder / str(count), count)
        size = sum(path.stat().st_size for path in answers.iterdir()) / 2**20
        title = f"`doctor`, {count:,} nodes, {count * PODS:,} pods ({size:,.0f} MiB)"
        command = (EKS_GPU, "doctor", str(file), "--from", str(answers))
        yield Case(str(count), title, command, size=count, runs=runs, exits=frozenset({1}))


DOCTOR = Benchmark(
    "doctor",
    "Doctor",
    "Gathered answers with the size of kubectl's: a hundredth of the pods crash, and as many wait.",
    "nodes",
    "imports",
    _cases,
)
