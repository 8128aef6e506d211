"""`eks-gpu check --manifests` of 20, 200 and 2,000 objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Benchmark
from benchmarks.harness.case import BARE_IMPORTS, EKS_GPU, Case
from benchmarks.inputs.clusters import EXAMPLE
from benchmarks.inputs.objects import KINDS, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNTS = {20: 5, 200: 5, 2000: 2}


def _cases(folder: Path) -> Iterator[Case]:
    yield Case("imports", "bare imports", BARE_IMPORTS, runs=7)
    for kind in KINDS:
        for count, runs in COUNTS.items():
            file = write(folder / f"{kind}-{count}.yaml", kind, count)
            command = (EKS_GPU, "check", str(EXAMPLE), "--manifests", str(file))
            title = f"`check --manifests`, {count:,} {KINDS[kind]}"
            # 1: findings.
            yield Case(f"{kind}-{count}", title, command, size=count, runs=runs, exits=frozenset({0, 1}), series=kind)


MANIFESTS = Benchmark(
    "manifests",
    "Manifests",
    "One file of manifests as charts render them: Deployments of forty sizes, half of them with a GPU; the same with a "
    "spread rule each; Jobs that all differ.",
    "objects",
    "imports",
    _cases,
)
