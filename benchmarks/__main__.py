"""Measure the commands of eks-gpu, write the page of the figures, and hold ratios against their bounds.

python -m benchmarks                  measure everything and write docs/explanation/benchmarks.md
python -m benchmarks check review     measure only these, and print their tables
python -m benchmarks --resume         go on after an interrupted session; every benchmark is saved when it ends
python -m benchmarks --check          exit with 1 if a ratio exceeds its bound in three sessions
python -m benchmarks --record         measure, and write the ratios as the new bounds
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import check, doctor, manifests, peers, report, review, simulate, synth
from benchmarks.harness import bounds as limits
from benchmarks.harness import machine, store
from benchmarks.harness.benchmark import Results, ratios
from benchmarks.harness.case import ROOT
from benchmarks.harness.page import page, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.harness.benchmark import Benchmark

BENCHMARKS = (
    check.CHECK,
    *synth.SYNTH,
    peers.PEERS,
    review.REVIEW,
    doctor.DOCTOR,
    simulate.SIMULATE,
    manifests.MANIFESTS,
    report.REPORT,
)
BY_ID = {one.id: one for one in BENCHMARKS}
BOUNDS = Path(__file__).with_name("bounds.toml")
PAGE = ROOT / "docs" / "explanation" / "benchmarks.md"
RESULTS = ROOT / "build" / "benchmarks"
SESSIONS = 3


def main() -> int:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"benchmarks to measure: {', '.join(BY_ID)}")
    parser.add_argument("--resume", action="store_true", help="keep results that an earlier session saved")
    parser.add_argument("--check", action="store_true", help="compare the ratios with their bounds")
    parser.add_argument("--record", action="store_true", help="write the ratios as bounds")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in BY_ID]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BY_ID)}")
    wanted = [BY_ID[name] for name in arguments.names] or list(BENCHMARKS)
    try:
        if arguments.check:
            return _check(wanted)
        _measure_all(wanted, resume=arguments.resume)
        if arguments.record:
            _record(wanted)
        if not arguments.names:
            _write_page()
    except limits.BoundsError as error:
        sys.stderr.write(f"benchmarks: {error}\n")
        return 2
    return 0


def _measure_all(wanted: Sequence[Benchmark], *, resume: bool) -> None:
    for one in wanted:
        if resume and store.load(RESULTS, one.id):
            print(f"{one.title}: measured before")
            continue
        store.save(RESULTS, one.id, _measured(one), _facts())


def _measured(one: Benchmark) -> Results:
    started = time.perf_counter()
    print(f"\n{one.title} …", flush=True)
    results = one.measure()
    print(f"{table(one, results)}\nmeasured in {time.perf_counter() - started:.0f} s", flush=True)
    return results


def _facts() -> dict[str, str]:
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    return {**machine.described(), "date": today, "load": f"{machine.load():.1f}"}


def _write_page() -> None:
    found = {one.id: loaded for one in BENCHMARKS if (loaded := store.load(RESULTS, one.id))}
    results = {name: one for name, (one, _) in found.items()}
    facts = [facts for _, facts in found.values()]
    PAGE.write_text(page(BENCHMARKS, results, facts, limits.read(BOUNDS)), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


def _record(wanted: Sequence[Benchmark]) -> None:
    text = BOUNDS.read_text(encoding="utf-8")
    bounds = limits.read(BOUNDS)
    for one in wanted:
        if loaded := store.load(RESULTS, one.id):
            bounds = limits.recorded(bounds, one.id, ratios(loaded[0], one.base))
    BOUNDS.write_text(limits.written(bounds, limits.head(text)), encoding="utf-8")
    print(f"wrote {BOUNDS.relative_to(ROOT)}")


def _check(wanted: Sequence[Benchmark]) -> int:
    """1 if a ratio exceeds its bound in every one of three sessions; less is noise."""
    bounds = limits.read(BOUNDS)
    complaints = [f"{one.id}: {text}" for one in wanted for text in _complaints(one, bounds)]
    print("\n".join(complaints) if complaints else "no ratio exceeds its bound")
    return int(bool(complaints))


def _complaints(one: Benchmark, bounds: limits.Bounds) -> Iterator[str]:
    results = _measured(one)
    found = ratios(results, one.base)
    for _ in range(SESSIONS - 1):
        if not limits.exceeded(bounds, one.id, found):
            break
        found = limits.least(found, ratios(_measured(one), one.base))
    record = f"record it: python -m benchmarks {one.id} --record"
    for figure in limits.exceeded(bounds, one.id, found):
        most, bound = bounds.limit(one.id, figure), bounds.figures[one.id][figure].bound
        yield (
            f"{figure} is {found[figure]:.2f}, its bound is {bound:g} and with the margin {most:.2f}: the command "
            f"became slower or larger. Find out why, or {record}"
        )
    for figure in limits.unbound(bounds, one.id, found):
        yield f"{figure} has no bound; {record}"
    # A program that is not installed has bounds nevertheless.
    for figure in [] if results.absent else limits.stale(bounds, one.id, found):
        yield f"{figure} has a bound and is not measured any more; {record}"


if __name__ == "__main__":
    sys.exit(main())
