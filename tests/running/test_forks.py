"""Forked processes report what one process reports, lose no test, and say at once what failed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process
OUTCOMES = """
import os, pytest

@pytest.fixture(scope="module")
def made(): yield os.getpid()

@pytest.fixture
def broken(): raise ValueError("no fixture")

@pytest.mark.parametrize("number", range(200))
def test_rows(number, made):
    print(f"row {number} of {__name__}")
    assert number != 150, f"row {number}"

def test_errs(broken): pass
def test_skips(): pytest.skip("no tool")
@pytest.mark.xfail(strict=True)
def test_fails_as_expected(): assert {"a": 1} == {"a": 2}
def test_has_a_folder_of_its_own(tmp_path): assert os.environ.get("EKS_GPU_FORKED", "") in str(tmp_path)
"""
LOST = """
import os, time

def test_before(): pass
def test_that_kills(): os._exit(7)
def test_after(): pass
"""
SLOWER = """
import time

def test_a(): assert "first" == "said"
def test_b(): time.sleep(1.5)
def test_c(): print("late"); assert False
"""


def run(folder: Path, *options: str, **files: str) -> tuple[int, str]:
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", str(folder / "base"), *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "EKS_GPU_STAGE": "", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr


def summary(output: str) -> tuple[str, set[str]]:
    """The counts at the end, without the seconds, and the lines of what failed."""
    counted = output.strip().splitlines()[-1].partition(" in ")[0]
    return counted, set(re.findall(r"^(?:FAILED|ERROR) .*", output, re.MULTILINE))


FORKS = ("-p", "tests.forks", "--forks")


def test_the_same_is_reported(tmp_path: Path) -> None:
    files = {"one": OUTCOMES, "two": OUTCOMES, "three": OUTCOMES.replace("150", "151")}
    alone, forked = run(tmp_path, **files), run(tmp_path, *FORKS, "3", **files)

    assert summary(forked[1]) == summary(alone[1])
    assert summary(forked[1])[0] == "3 failed, 600 passed, 3 skipped, 3 xfailed, 3 errors"
    assert forked[0] == alone[0] == 1
    # The output of a test is with it, without that of others at the same time.
    assert set(re.findall(r"^row .*", forked[1], re.MULTILINE)) == {
        "row 150 of test_one",
        "row 150 of test_two",
        "row 151 of test_three",
    }


def test_one_process_is_no_fork(tmp_path: Path) -> None:
    _, output = run(tmp_path, *FORKS, "1", one=OUTCOMES)

    assert summary(output)[0] == "1 failed, 200 passed, 1 skipped, 1 xfailed, 1 error"


def test_a_test_whose_process_ended_has_failed(tmp_path: Path) -> None:
    code, output = run(tmp_path, *FORKS, "2", killing=LOST, other="def test_it(): pass\n")

    assert code == 1
    assert "the process of this test ended before the test did" in output
    assert "test_killing.py::test_that_kills" in output
    assert "test_killing.py::test_after" in output
    assert "7" in output.partition("the exit codes are ")[2].partition("\n")[0]


def test_the_first_failure_ends_it_if_that_is_asked_for(tmp_path: Path) -> None:
    code, output = run(tmp_path, "-x", *FORKS, "2", **{f"n{at}": "def test_it(): assert False\n" for at in range(9)})

    assert code == 1
    assert "stopping after" in output
    assert output.count("assert False\n") < 2 * 9
    assert "ended before" not in output


def test_a_file_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    code, output = run(tmp_path, *FORKS, "2", one="import nowhere\n", two="def test_it(): pass\n")

    assert code == 2
    assert "No module named 'nowhere'" in output


@pytest.mark.parametrize("how", [(*FORKS, "2"), ("-n", "2"), ()], ids=["forks", "xdist", "alone"])
def test_a_failure_is_said_when_it_happens(tmp_path: Path, how: tuple[str, ...]) -> None:
    _, output = run(tmp_path, "-p", "tests.at_once", *how, slow=SLOWER)
    before, _, _ = output.partition("= FAILURES =")

    assert before.count("_ call of test_slow.py::test_a _") == 1
    assert "AssertionError: assert 'first' == 'said'" in before
    assert before.index("test_slow.py::test_a") < before.index("test_slow.py::test_c")
