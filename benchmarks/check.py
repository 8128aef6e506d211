"""`eks-gpu check` of one, fifty and a thousand cluster files, next to the imports that every such command needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Benchmark
from benchmarks.harness.case import BARE_IMPORTS, EKS_GPU, Case
from benchmarks.inputs.clusters import copies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNTS = {1: 9, 50: 5, 1000: 1}


def _cases(folder: Path) -> Iterator[Case]:
    yield Case("imports", "bare imports", BARE_IMPORTS, runs=9)
    yield Case("version", "`eks-gpu --version`", (EKS_GPU, "--version"))
    for count, runs in COUNTS.items():
        files = copies(folder / str(count), count)
        title = f"`check`, {count:,} {'file' if count == 1 else 'files'}"
        yield Case(str(count), title, (EKS_GPU, "check", str(files)), size=count, runs=runs)


CHECK = Benchmark(
    "check",
    "Check",
    "Copies of `clusters/noble-gpu.yaml`, compared with Python's start and the import of the packages that the command "
    "line is made of (pydantic, typer, rich, ruamel.yaml).",
    "files",
    "imports",
    _cases,
)
