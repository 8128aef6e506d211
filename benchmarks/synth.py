"""Synthesis of one, ten and fifty clusters, next to an engine that does almost nothing; for both engines."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Absent, Benchmark
from benchmarks.harness.case import ROOT, Case
from benchmarks.inputs.clusters import fleet

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_INSTALLED = "not installed"
PROGRAMS = ROOT / "benchmarks" / "programs"
# Each engine has a virtual environment of its own.
PYTHONS = {"cdktf": sys.executable, "cdktn": str(ROOT / ".venv-cdktn" / "bin" / "python")}
COUNTS = {1: 5, 10: 2, 50: 1}


def is_installed(engine: str) -> bool:
    """Whether an engine has its virtual environment: `make setup` brings the first, `make .setup/cdktn` the second."""
    return Path(PYTHONS[engine]).exists()


def start(engine: str) -> tuple[str, ...]:
    """The Python of an engine; the packages of cdktf announce their end at every import."""
    return (PYTHONS[engine], "-W", "ignore")


def _cases(engine: str, folder: Path) -> Iterator[Case | Absent]:
    if not is_installed(engine):
        yield Absent("alone", f"{engine} without a provider", NOT_INSTALLED)
        return
    settings = {"EKS_GPU_ENGINE": engine}
    alone = (*start(engine), str(PROGRAMS / "engine_alone.py"))
    yield Case("alone", f"{engine} without a provider", alone, settings)
    app, quickstart = (*start(engine), str(ROOT / "main.py")), settings | {"EKS_GPU_CLUSTERS": "quickstart"}
    yield Case("quickstart", "`synth`, quickstart", app, quickstart)
    yield Case("first", "`synth`, quickstart, empty jsii cache", app, quickstart, runs=2, fresh_home=True)
    for count, runs in COUNTS.items():
        program = fleet(folder / str(count), count)
        title = f"`synth`, {count} {'cluster' if count == 1 else 'clusters'}"
        yield Case(str(count), title, (*start(engine), str(program)), settings, size=count, runs=runs)


def _about(engine: str) -> str:
    return (
        f"The app on {engine}, compared with an app on {engine} that has one output and no provider. Clusters are "
        "copies of `clusters/noble-gpu.yaml`. On a new machine jsii unpacks its packages into an empty cache."
    )


SYNTH = tuple(
    Benchmark(f"synth-{one}", f"Synth on {one}", _about(one), "clusters", "alone", partial(_cases, one))
    for one in PYTHONS
)
