"""Measuring a command from outside, with all processes that it starts."""

from __future__ import annotations

import sys

import pytest

from benchmarks.harness.case import Case, UnexpectedExitError

pytestmark = pytest.mark.process

BURN = "import time\nuntil = time.process_time() + 0.3\nwhile time.process_time() < until: pass\n"
# The command ends while its child still works, as the app does with jsii's node.
ORPHAN = f"""
import os, subprocess, sys, time
block = bytearray(60 << 20)
held = "block = bytearray(80 << 20)\\n" + {BURN!r} + "print(flush=True)\\ntime.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", held], stdout=subprocess.PIPE)
# On a busy machine the child needs longer than any fixed time.
child.stdout.readline()
time.sleep(1)
os._exit(0)
"""


def test_the_processes_of_a_command_count_together() -> None:
    run = Case("orphan", "leaves a child", (sys.executable, "-c", ORPHAN)).run()

    assert 1 <= run.seconds < 300
    assert run.processor >= 0.3
    if sys.platform == "linux":
        assert 140 <= run.mebibytes < 240


def test_a_single_process_is_measured_exactly() -> None:
    small = Case("small", "does nothing", (sys.executable, "-c", "pass")).run()
    large = Case("large", "holds 100 MiB", (sys.executable, "-c", f"block = bytearray(100 << 20)\n{BURN}")).run()

    assert large.processor >= 0.3
    assert 90 <= large.mebibytes - small.mebibytes <= 110


def test_another_exit_code_is_an_error() -> None:
    case = Case("fails", "a command that fails", (sys.executable, "-c", "raise SystemExit(3)"))

    with pytest.raises(UnexpectedExitError, match=r"a command that fails: exit 3, expected 0; run it: .*python"):
        case.run()
