"""Bounds of ratios: reading, comparing, recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import BOUNDS, BY_ID
from benchmarks.harness import bounds
from benchmarks.harness.bounds import Bound, Bounds, BoundsError

TEXT = """# The head.
# Two lines of it.

[margins]
time = 0.2
memory = 0.1

[check]
"1.time" = { bound = 3, target = 2 }
"1.memory" = { bound = 2 }
"1000.seconds" = { target = 8 }
"""


def given(tmp_path: Path, text: str = TEXT) -> Bounds:
    path = tmp_path / "bounds.toml"
    path.write_text(text, encoding="utf-8")
    return bounds.read(path)


def test_a_ratio_may_exceed_its_bound_by_the_margin_of_its_kind(tmp_path: Path) -> None:
    read = given(tmp_path)

    assert bounds.exceeded(read, "check", {"1.time": 3.59, "1.memory": 2.19}) == []
    assert bounds.exceeded(read, "check", {"1.time": 3.61, "1.memory": 2.19}) == ["1.time"]
    assert bounds.exceeded(read, "check", {"1.time": 3.59, "1.memory": 2.21}) == ["1.memory"]


def test_a_target_is_no_bound(tmp_path: Path) -> None:
    assert bounds.exceeded(given(tmp_path), "check", {"1.time": 3.0, "1000.seconds": 80.0}) == []


def test_a_ratio_without_a_bound_is_reported(tmp_path: Path) -> None:
    read = given(tmp_path)

    assert bounds.unbound(read, "check", {"1.time": 1.0, "50.time": 1.0}) == ["50.time"]
    assert bounds.unbound(read, "review", {"10.time": 1.0}) == ["10.time"]


def test_a_bound_that_nothing_measures_is_reported(tmp_path: Path) -> None:
    read = given(tmp_path)

    assert bounds.stale(read, "check", {"1.time": 1.0}) == ["1.memory"]
    assert bounds.stale(read, "check", {"1.time": 1.0, "1.memory": 1.0}) == []


def test_the_better_of_two_sessions_counts() -> None:
    assert bounds.least({"a.time": 3.0, "b.time": 1.0}, {"a.time": 2.0, "b.time": 4.0}) == {
        "a.time": 2.0,
        "b.time": 1.0,
    }


def test_a_record_keeps_targets_and_other_benchmarks(tmp_path: Path) -> None:
    read = bounds.recorded(given(tmp_path), "check", {"1.time": 2.4321, "50.time": 7.0})
    other = bounds.recorded(read, "review", {"10.time": 4.0})

    assert other.figures["check"] == {
        "1.time": Bound(2.44, 2),
        "1000.seconds": Bound(None, 8),
        "50.time": Bound(7.0, None),
    }
    assert other.figures["review"] == {"10.time": Bound(4.0)}


def test_a_target_of_a_case_that_was_not_measured_stays(tmp_path: Path) -> None:
    read = bounds.recorded(given(tmp_path), "check", {"50.time": 7.0})

    assert read.figures["check"]["1.time"] == Bound(None, 2)
    assert "1.memory" not in read.figures["check"]


def test_the_written_file_is_read_as_it_was(tmp_path: Path) -> None:
    read = given(tmp_path)
    text = bounds.written(read, bounds.head(TEXT))

    assert given(tmp_path, text) == read
    assert text.startswith("# The head.\n# Two lines of it.\n\n[margins]")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(2.4321, 2.44), (2.43, 2.43), (0.0512341, 0.0513), (179.01, 180.0), (1234.0, 1240.0), (0.0, 0.0)],
)
def test_bounds_are_rounded_up(value: float, rounded: float) -> None:
    assert bounds.rounded_up(value) == rounded


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('"1.time" = 3', "a row has numbers for 'bound', 'target' or both"),
        ('"1.time" = { limit = 3 }', "a row has numbers"),
        ('"1.time" = { bound = "3" }', "a row has numbers"),
        ('"1.time" = {}', "a row has numbers"),
    ],
)
def test_a_row_of_another_form_is_an_error(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(BoundsError, match=message):
        given(tmp_path, f"[margins]\ntime = 0.2\nmemory = 0.1\n[check]\n{row}\n")


def test_a_missing_margin_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BoundsError, match="no margin for memory"):
        given(tmp_path, "[margins]\ntime = 0.2\n")


def test_the_file_names_benchmarks_that_exist() -> None:
    assert set(bounds.read(BOUNDS).figures) <= set(BY_ID)
