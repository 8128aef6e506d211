"""Node starts before jsii is imported, and jsii takes that process if it is the one that it wants."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.snapshots.test_bytes import app_in

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.engine

# Every start of a process, in order, with the modules of jsii that were there; then what became of the processes.
STARTS = """
import json, subprocess, sys
started, original = [], subprocess.Popen.__init__
def start(self, *command, **options):
    started.append((self, "jsii" in sys.modules))
    original(self, *command, **options)
subprocess.Popen.__init__ = start
BEFORE
from eks_gpu import bindings
bindings.App
from jsii._kernel.providers import process
print(json.dumps({
    "before jsii": [before for _, before in started],
    "running": [one.poll() is None for one, _ in started],
    "handed back": process.subprocess is subprocess,
}))
"""


def said(before: str = "", **settings: str) -> dict[str, list[bool] | bool]:
    code = STARTS.replace("BEFORE", before)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), **settings}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, list[bool] | bool] = json.loads(run.stdout)
    return found


def test_jsii_takes_the_node_that_runs() -> None:
    assert said() == {"before jsii": [False], "running": [True], "handed back": True}


def test_another_command_of_jsii_ends_ours() -> None:
    # As a later jsii might start it.
    before = """
import jsii._kernel.providers.process as process
real = process._NodeProcess.start
def start(self):
    given = process.subprocess.Popen
    class Another:
        PIPE = subprocess.PIPE
        def Popen(self, command, **options):
            return given([command[0], "--no-warnings", *command[1:]], **options)
        def __getattr__(self, name):
            return getattr(subprocess, name)
    process.subprocess, ours = Another(), process.subprocess
    try:
        real(self)
    finally:
        process.subprocess = subprocess
process._NodeProcess.start = start
"""
    assert said(before) == {"before jsii": [True, True], "running": [False, True], "handed back": True}


def test_a_module_of_another_form_keeps_its_own_process() -> None:
    # No private name that could be replaced.
    before = """
import jsii._kernel.providers.process as process, types
process.subprocess = types.SimpleNamespace(**vars(subprocess))
"""
    assert said(before)["running"] == [False, True]


def test_nothing_starts_early_where_that_is_turned_off() -> None:
    assert said(EKS_GPU_EAGER_BINDINGS="1")["before jsii"] == [True]


def test_first_requests_are_answered_to_nobody() -> None:
    # The answer of the engine to Python's own first request, and not to one that node met before.
    code = """
from eks_gpu.bindings import Fn, vpc
print(Fn.upper("a"), vpc.Vpc.TF_RESOURCE_TYPE)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), "EKS_GPU_LEAN_BINDINGS": "1"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout.split()[1] == "aws_vpc"


MISTAKES = {
    "a path without a program": ({"JSII_NODE": "/nowhere/node"}, "JSII_NODE names '/nowhere/node'", "unset JSII_NODE"),
    "a program that ends": ({"JSII_NODE": "/bin/true"}, "does not answer as jsii's runtime", "unset JSII_NODE"),
    "options that node refuses": ({"NODE_OPTIONS": "--nonsense"}, "does not answer as jsii's runtime", "NODE_OPTIONS"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_node_that_cannot_run_is_a_mistake_of_the_environment(mistake: str, tmp_path: Path) -> None:
    settings, said_of_it, fix = MISTAKES[mistake]
    main = app_in(tmp_path / "app")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), "EKS_GPU_CLUSTERS": "quickstart", **settings}
    done = subprocess.run(
        [sys.executable, str(main)], cwd=main.parent, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert said_of_it in done.stderr
    assert fix in done.stderr
    assert "Traceback" not in done.stderr
    assert not (main.parent / "cdktf.out" / "stacks").exists()


@pytest.mark.parametrize("eager", ["0", "1"])
def test_no_temporary_file_is_left(eager: str, tmp_path: Path) -> None:
    code = "from eks_gpu import bindings, guard; bindings.App(outdir='out'); guard.ended(0)"
    settings = {"PYTHONPATH": str(ROOT / "constructs"), "TMPDIR": str(tmp_path / "temporary")}
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-W", "ignore", "-c", code]
    environment = os.environ | settings | {"EKS_GPU_EAGER_BINDINGS": eager}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)

    end = time.monotonic() + 30
    # Node removes its files when Python is gone.
    while any((tmp_path / "temporary").iterdir()):
        assert time.monotonic() < end
        time.sleep(0.02)
