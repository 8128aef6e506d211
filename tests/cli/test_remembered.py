"""A command line that tests build once is the one that each of them would build."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from typer import main, testing

from eks_gpu.cli import app
from tests.remembered import SWITCH
from tests.synthesized import ROOT

BUILD = "_get_command"
LOOK = """
from tests import conftest
from typer import main, testing
print(testing._get_command is main.get_command)
"""


def described(command: Any) -> Any:
    """Every public attribute of every command and parameter; functions are new in each build, so only as functions."""
    if isinstance(command, dict):
        return {key: described(value) for key, value in command.items() if not str(key).startswith("_")}
    if isinstance(command, list | tuple | set | frozenset):
        return [described(value) for value in command]
    if hasattr(command, "params") or hasattr(command, "param_type_name"):
        return {type(command).__name__: described(vars(command))}
    return command if isinstance(command, str | int | float | bool | None) else type(command).__name__


def test_invocations_leave_no_trace_in_the_command_line() -> None:
    runner = testing.CliRunner()
    for words in (["rule", "gpu-stranded"], ["rule", "--nothing"], ["check", "nowhere.yaml", "--format", "json"], []):
        runner.invoke(app, words)

    remembered = described(getattr(testing, BUILD)(app))
    assert remembered == described(main.get_command(app))
    # Every option was looked at.
    assert "--previous" in str(remembered)


@pytest.mark.process
@pytest.mark.parametrize(("switch", "computed"), [("0", "True"), ("1", "False")])
def test_the_switch_computes_everything_again(switch: str, computed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env=os.environ | {SWITCH: switch, "PYTHONPATH": f"constructs{os.pathsep}."},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == computed
