"""A failure is printed when it happens, by one process and by several."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process
SLOWER = """
import time

def test_a(): assert "first" == "said"
def test_b(): time.sleep(1.5)
def test_c(): print("late"); assert False
"""


@pytest.mark.parametrize("how", [("-n", "2"), ()], ids=["several", "one"])
def test_a_failure_is_said_when_it_happens(tmp_path: Path, how: tuple[str, ...]) -> None:
    (tmp_path / "test_slow.py").write_text(SLOWER, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.at_once", *how]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "EKS_GPU_STAGE": "", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    before, _, _ = done.stdout.partition("= FAILURES =")

    assert before.count("_ call of test_slow.py::test_a _") == 1
    assert "AssertionError: assert 'first' == 'said'" in before
    assert before.index("test_slow.py::test_a") < before.index("test_slow.py::test_c")
