"""Faults of the machine at synthesis: a sentence, exit code 2, and nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
COMMAND = [sys.executable, "-W", "ignore", str(ROOT / "main.py")]


def environment(outdir: Path, **others: str) -> dict[str, str]:
    return {**os.environ, "EKS_GPU_CLUSTERS": "quickstart", "CDKTF_OUTDIR": str(outdir), **others}


def main(outdir: Path, **others: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMAND, env=environment(outdir, **others), cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    done = main(tmp_path / "out")

    assert done.returncode == 2
    assert done.stderr.startswith("eks-gpu: a file is in the place of a folder: ")


def test_no_folder_for_temporary_files(tmp_path: Path) -> None:
    done = main(tmp_path / "out", TMPDIR=str(tmp_path / "none"))

    assert done.returncode == 2
    assert done.stderr.startswith("eks-gpu: temporary files cannot be written")
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("context", ["{bad", "[1]", "null"])
def test_a_broken_context_is_a_problem(tmp_path: Path, context: str) -> None:
    done = main(tmp_path / "out", CDKTF_CONTEXT_JSON=context)

    assert done.returncode == 1
    assert "context-unreadable" in done.stderr
    assert not (tmp_path / "out").exists()


def test_no_terraform_is_needed(tmp_path: Path) -> None:
    """Users who only read what would be created have none, and the engine would ask for its version."""
    (tmp_path / "bin").mkdir()
    done = main(tmp_path / "out", PATH=str(tmp_path / "bin"), EKS_GPU_CLUSTERS="quickstart,p5-training,noble-gpu")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(tmp_path.glob("out/stacks/*/cdk.tf.json"))) == 12


def test_a_home_that_cannot_be_written_to(tmp_path: Path) -> None:
    """The engine would wait for a lock in its cache forever."""
    (tmp_path / "home").touch()
    done = main(tmp_path / "out", HOME=str(tmp_path / "home"))

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "manifest.json").exists()


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    process = subprocess.Popen(COMMAND, env=environment(tmp_path), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not (tmp_path / ".eks-gpu.new").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)

    assert (process.returncode, said) == (130, "\neks-gpu: interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == [".eks-gpu.lock"]
