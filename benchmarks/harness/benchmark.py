"""A benchmark: cases that are measured in turn and compared with one of them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness.case import Case, Measured, measure
from benchmarks.harness.growth import LEAST_POINTS, exponent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Absent:
    """A case that cannot be measured here.

    Attributes:
        id: Name among the cases of its benchmark.
        title: The command, in words.
        reason: Why it cannot be measured, and what to type.
    """

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Cases that belong together.

    Attributes:
        id: Its name on the command line and in the bounds.
        title: Its heading.
        about: The inputs and the comparison, in sentences for the page.
        things: The noun that the sizes count, such as "files"; "" if growth means nothing.
        base: Id of the case that all others are compared with.
        prepare: Writes inputs into a folder and returns the cases; it may write them one by one.
    """

    id: str
    title: str
    about: str
    things: str
    base: str
    prepare: Callable[[Path], Iterable[Case | Absent]]

    def measure(self) -> Results:
        """Measure all cases in one session."""
        with tempfile.TemporaryDirectory() as folder:
            made = list(self.prepare(Path(folder)))
            cases = [one for one in made if isinstance(one, Case)]
            measured = measure(cases) if cases else {}
        absent = {one.id: (one.title, one.reason) for one in made if isinstance(one, Absent)}
        return Results(measured, absent)


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of one session.

    Attributes:
        cases: Figures of each case, by its id.
        absent: Title and reason of each case that could not be measured.
    """

    cases: Mapping[str, Measured]
    absent: Mapping[str, tuple[str, str]]


def ratios(results: Results, base: str) -> dict[str, float]:
    """All that bounds are about: time and memory of each case as multiples of the base, and how both grow.

    Time is processor time, which other work on the machine changes least.
    """
    found: dict[str, float] = {}
    if base not in results.cases:
        return found
    by = results.cases[base]
    for name, case in results.cases.items():
        if name != base and case.ours:
            found[f"{name}.time"] = case.processor / by.processor
            found[f"{name}.memory"] = case.mebibytes / by.mebibytes
    for series in dict.fromkeys(case.series for case in results.cases.values() if case.size):
        sized = [case for case in results.cases.values() if case.size and case.series == series]
        if len({case.size for case in sized}) >= LEAST_POINTS:
            name = f"{series}-growth" if series else "growth"
            found[f"{name}.time"] = exponent([(case.size, case.processor) for case in sized])
            found[f"{name}.memory"] = exponent([(case.size, case.mebibytes) for case in sized])
    return found


def amounts(results: Results) -> dict[str, float]:
    """Seconds and MiB of each case, for targets that promise these."""
    found = {}
    for name, case in results.cases.items():
        found[f"{name}.seconds"] = case.seconds
        found[f"{name}.mebibytes"] = case.mebibytes
    return found
