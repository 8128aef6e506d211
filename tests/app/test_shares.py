"""Many clusters are synthesized by several processes, and nothing tells it from the work of one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.stacks.output import NEW
from eks_gpu.synthesis.shares import LEAST_CLUSTERS, shares
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CLUSTERS = 2 * LEAST_CLUSTERS
# Ends a process that is started for a share, and no other.
ENDS_AT_ONCE = """
import os, sys
if "eks_gpu.synthesis.shares" in sys.orig_argv:
    os._exit(3)
"""


@given(st.integers(0, 300), st.integers(1, 6))
def test_shares_hold_all_clusters_in_their_order(count: int, processes: int) -> None:
    numbers: Any = range(count)  # Whatever a cluster is, a share only holds it.
    made = shares(numbers, processes)

    assert [number for share in made for number in share] == list(numbers)
    assert 1 <= len(made) <= processes
    sizes = [len(share) for share in made]
    assert len(sizes) == 1 or min(sizes) >= LEAST_CLUSTERS - 4
    assert max(sizes) == sizes[0]
    assert len(sizes) > 1 or processes == 1 or count < 2 * LEAST_CLUSTERS


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app with its examples, some of which have charts, and with copies of the quickstart."""
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(ROOT / "clusters", folder / "clusters")
    text = (folder / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
    for number in range(CLUSTERS - len([*folder.glob("clusters/*.yaml")])):
        name = f"copy-{number}"
        (folder / "clusters" / f"{name}.yaml").write_text(text.replace("name: quickstart", f"name: {name}", 1))
    for name in ("main.py", "cdktf.json"):
        shutil.copy(ROOT / name, folder)
    return folder


def started(app: Path, out: Path, **settings: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), "CDKTF_OUTDIR": str(out), **settings}
    command = [sys.executable, "-W", "ignore", "main.py"]
    return subprocess.Popen(command, cwd=app, env=environment, stderr=subprocess.PIPE, text=True)


def synthesized(app: Path, out: Path, **settings: str) -> dict[str, bytes]:
    process = started(app, out, **settings)
    _, said = process.communicate()
    assert process.returncode == 0, said
    return files(out)


def files(out: Path) -> dict[str, bytes]:
    found = (path for path in out.rglob("*") if path.is_file() and not path.name.startswith(".eks-gpu"))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def of_one_process(app: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return synthesized(app, tmp_path_factory.mktemp("one"), EKS_GPU_PROCESSES="1")


@pytest.mark.engine
def test_two_processes_write_the_bytes_of_one(app: Path, of_one_process: dict[str, bytes], tmp_path: Path) -> None:
    assert len(of_one_process) > 4 * CLUSTERS
    assert synthesized(app, tmp_path, EKS_GPU_PROCESSES="2") == of_one_process


@pytest.mark.engine
def test_every_process_removes_its_temporary_files(app: Path, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    synthesized(app, tmp_path / "out", EKS_GPU_PROCESSES="2", TMPDIR=str(tmp_path / "temporary"))

    wait_for(lambda: not any((tmp_path / "temporary").iterdir()))


@pytest.mark.engine
def test_the_first_process_does_the_share_of_one_that_fails(
    app: Path, of_one_process: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(ENDS_AT_ONCE)
    path = os.pathsep.join([str(tmp_path), str(ROOT / "constructs")])

    assert synthesized(app, tmp_path / "out", EKS_GPU_PROCESSES="2", PYTHONPATH=path) == of_one_process


@pytest.mark.engine
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="there is no /proc to find processes in")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_first(number: signal.Signals, app: Path, tmp_path: Path) -> None:
    process = started(app, tmp_path, EKS_GPU_PROCESSES="2")
    part = tmp_path / NEW / "share-2"
    # Node is there and writes.
    wait_for(lambda: any((part / "stacks").glob("*")) or process.poll() is not None)
    helpers = list(started_by(process.pid))
    process.send_signal(number)
    process.communicate()

    assert len(helpers) >= 2
    wait_for(lambda: not any(map(lives, helpers)))
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert files(tmp_path) == {}
        assert not (tmp_path / NEW).exists()


def wait_for(condition: Any) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def started_by(pid: int) -> Iterator[int]:
    """The processes below one, at any depth."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            yield child
            yield from started_by(child)


def lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
