"""Ratios, saved results and tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness import store
from benchmarks.harness.benchmark import Absent, Benchmark, Results, amounts, ratios
from benchmarks.harness.bounds import Bound, Bounds
from benchmarks.harness.case import Measured
from benchmarks.harness.page import page, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FACTS = {
    "date": "2026-11-30",
    "processor": "a processor",
    "cores": "2",
    "memory": "16 GiB",
    "system": "Linux",
    "python": "3.11.7",
    "node": "22.1.0",
    "load": "0.3",
}


def measured(title: str, processor: float, mebibytes: float, size: int = 0) -> Measured:
    return Measured(
        title,
        size,
        series="",
        ours=True,
        runs=3,
        seconds=processor * 2,
        median=processor * 3,
        processor=processor,
        mebibytes=mebibytes,
    )


RESULTS = Results(
    {
        "imports": measured("bare imports", 0.1, 20),
        "1": measured("`check`, 1 file", 0.2, 30, 1),
        "50": measured("`check`, 50 files", 1.18, 49, 50),
        "1000": measured("`check`, 1,000 files", 20.18, 60, 1000),
    },
    {"other": ("another program", "not installed")},
)


def nothing(_: Path) -> Iterator[Absent]:
    yield Absent("alone", "an engine", "not installed")


BENCHMARK = Benchmark("check", "Check", "Copies of an example.", "files", "imports", nothing)
BOUNDS = Bounds(
    {"time": 0.2, "memory": 0.1},
    {"check": {"1.time": Bound(2.0, 1.5), "1000.seconds": Bound(None, 50), "gone.time": Bound(None, 1)}},
)


def test_ratios_are_multiples_of_the_base() -> None:
    found = ratios(RESULTS, "imports")

    assert found["1.time"] == pytest.approx(2.0)
    assert found["1.memory"] == pytest.approx(1.5)
    assert found["growth.time"] == pytest.approx(1.0)
    assert found["growth.memory"] == pytest.approx(0.15, abs=0.01)
    assert not [name for name in found if name.startswith("imports")]


def test_programs_of_others_have_no_ratio_to_bind() -> None:
    cases = {**RESULTS.cases, "1": replace(RESULTS.cases["1"], ours=False)}

    assert "1.time" not in ratios(Results(cases, {}), "imports")


def test_each_series_grows_by_itself() -> None:
    cases = dict(RESULTS.cases)
    for size in (1, 50, 1000):
        cases[f"steep-{size}"] = replace(measured("steep", 0.2 + size**2, 30, size), series="steep")

    found = ratios(Results(cases, {}), "imports")

    assert found["growth.time"] == pytest.approx(1.0)
    assert found["steep-growth.time"] == pytest.approx(2.0, abs=0.02)


def test_two_sizes_have_no_growth() -> None:
    cases = {name: case for name, case in RESULTS.cases.items() if name != "1000"}

    assert "growth.time" not in ratios(Results(cases, {}), "imports")


def test_amounts_are_wall_time_and_memory() -> None:
    assert amounts(RESULTS)["1.seconds"] == pytest.approx(0.4)
    assert amounts(RESULTS)["1.mebibytes"] == 30


def test_saved_results_are_read_back(tmp_path: Path) -> None:
    store.save(tmp_path, "check", RESULTS, FACTS)

    assert store.load(tmp_path, "check") == (RESULTS, FACTS)
    assert store.load(tmp_path, "review") is None


def test_a_table_has_every_case_and_the_growth() -> None:
    text = table(BENCHMARK, RESULTS)

    assert "| `check`, 50 files | 1.18 s | 11.80x | 2.36 s, 3.54 s | 49 | 2.45x |" in text
    assert "| another program | not installed | | | | |" in text.replace("|  ", "| ")
    assert "Growth with files: processor time 1.00, memory 0.15." in text


def test_the_page_compares_with_the_targets() -> None:
    text = page([BENCHMARK], {"check": RESULTS}, [FACTS], BOUNDS)

    assert "| Check: `check`, 1 file: processor time, next to bare imports | 2.00x | 1.5x | **no** |" in text
    assert "| Check: `check`, 1,000 files: wall time | 40.36 s | 50 s | yes |" in text
    assert "| Check: gone.time | not measured | 1x | |" in text.replace("|  ", "| ")
    assert "| processor | a processor |" in text


def test_a_benchmark_that_was_not_measured_is_named() -> None:
    text = page([BENCHMARK], {}, [FACTS], BOUNDS)

    assert "Not measured in this session." in text
    assert "| Check: 1.time | not measured | 1.5x | |" in text.replace("|  ", "| ")


def test_sessions_of_several_days_are_named() -> None:
    text = page([BENCHMARK], {"check": RESULTS}, [FACTS, {**FACTS, "date": "2026-12-02"}], BOUNDS)

    assert "| measured on | 2026-11-30 to 2026-12-02 |" in text


def test_a_benchmark_whose_base_is_missing_has_no_ratio() -> None:
    results = BENCHMARK.measure()

    assert ratios(results, "imports") == {}
    assert "| an engine | not installed |" in table(BENCHMARK, results)
