"""A command to measure, and what was measured of it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
MEASURE = Path(__file__).with_name("measure.py")
EKS_GPU = str(Path(sys.executable).with_name("eks-gpu"))
# The least that any start of the command line pays: Python, and the packages that it is made of.
BARE_IMPORTS = (sys.executable, "-c", "import pydantic, typer, rich.console, ruamel.yaml")


class UnexpectedExitError(Exception):
    """A measured command ended with another exit code than its case allows, so its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """The time and memory of one run.

    Attributes:
        seconds: Wall time until the command ended.
        processor: Processor time of all its processes, in user and system mode.
        mebibytes: Peak memory of all its processes together.
    """

    seconds: float
    processor: float
    mebibytes: float


@dataclass(frozen=True, slots=True)
class Case:
    """A command to measure.

    Attributes:
        id: Name among the cases of its benchmark, for bounds.
        title: The command in words, for the table.
        command: The program and its arguments.
        settings: Environment variables in addition to those of this process.
        size: How many things the command works on; 0 if growth means nothing.
        runs: How often to measure; long commands need fewer runs.
        exits: Exit codes that do not mean a failure here, such as 1 for findings.
        fresh_home: Whether each run gets an empty home folder, as on a new machine.
        series: Cases of one series differ in size only, so that growth means something.
        ours: Whether bounds hold it; programs of others are shown only.
    """

    id: str
    title: str
    command: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    runs: int = 5
    exits: frozenset[int] = frozenset({0})
    fresh_home: bool = False
    series: str = ""
    ours: bool = True

    def run(self) -> Run:
        """Run the command once.

        Raises:
            UnexpectedExitError: If the exit code is not one of `exits`.
        """
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "figures.json"
            # Output of synthesis, and of anything that writes into its folder.
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), "CDKTF_OUTDIR": f"{folder}/out"}
            environment |= {**self.settings, **({"HOME": folder} if self.fresh_home else {})}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            start = [sys.executable, "-I", "-S", str(MEASURE), str(report)]
            subprocess.run([*start, *self.command], check=True, cwd=folder, env=environment)
            figures = json.loads(report.read_text(encoding="utf-8"))
        if (code := figures.pop("exit")) not in self.exits:
            allowed = " or ".join(map(str, sorted(self.exits)))
            raise UnexpectedExitError(
                f"{self.title}: exit {code}, expected {allowed}; run it: {' '.join(self.command)}"
            )
        return Run(**figures)


@dataclass(frozen=True, slots=True)
class Measured:
    """The time and memory of all runs of a case: the least of each, because noise only adds.

    Attributes:
        seconds: Least wall time.
        median: Median wall time.
        processor: Least processor time.
        mebibytes: Median of the peaks.
        title: The command, in words.
        size: How many things it worked on.
        series: Name of the cases that it grows with.
        ours: Whether bounds hold it.
        runs: How often it ran.
    """

    title: str
    size: int
    series: str
    ours: bool
    runs: int
    seconds: float
    median: float
    processor: float
    mebibytes: float


def measure(cases: Sequence[Case]) -> dict[str, Measured]:
    """Run all cases in turn, so that a busy moment of the machine hits each of them.

    The first run of a case fills caches and is not counted, except where a case runs once or twice: those are long.
    """
    runs: dict[str, list[Run]] = {case.id: [] for case in cases}
    for case in cases:
        if case.runs > 2 and not case.fresh_home:  # noqa: PLR2004 - see above
            case.run()
    for turn in range(max(case.runs for case in cases)):
        for case in cases:
            if turn < case.runs:
                runs[case.id].append(case.run())
    return {case.id: _summary(case, runs[case.id]) for case in cases}


def _summary(case: Case, runs: Sequence[Run]) -> Measured:
    seconds = [run.seconds for run in runs]
    return Measured(
        case.title,
        case.size,
        case.series,
        case.ours,
        len(runs),
        min(seconds),
        statistics.median(seconds),
        min(run.processor for run in runs),
        statistics.median(run.mebibytes for run in runs),
    )
