"""`eks-gpu alerts` and `eks-gpu dashboard`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from eks_gpu.cli import app

ROOT = Path(__file__).parents[2]
WATCHED = str(ROOT / "tests" / "terraform" / "specs" / "watched.yaml")
QUICKSTART = str(ROOT / "clusters" / "quickstart.yaml")


def test_alerts_are_a_file_of_rules() -> None:
    done = CliRunner().invoke(app, ["alerts", WATCHED])

    assert done.exit_code == 0
    assert done.stderr == ""
    assert list(YAML(typ="safe").load(io.StringIO(done.stdout))) == ["groups"]


def test_alerts_for_the_operator_are_a_resource_of_its_own() -> None:
    done = CliRunner().invoke(app, ["alerts", WATCHED, "--operator"])

    assert YAML(typ="safe").load(io.StringIO(done.stdout))["metadata"]["name"] == "watched-gpu"


def test_the_dashboard_is_json() -> None:
    done = CliRunner().invoke(app, ["dashboard", WATCHED])

    assert done.exit_code == 0
    assert json.loads(done.stdout)["title"] == "GPUs of watched"


@pytest.mark.parametrize("command", ["alerts", "dashboard"])
def test_what_is_left_out_is_said_on_the_side(command: str) -> None:
    done = CliRunner().invoke(app, [command, QUICKSTART])

    assert done.exit_code == 0
    assert "dcgm_exporter: true" in done.stderr
    assert "DCGM_" not in done.stdout


@pytest.mark.parametrize("command", ["alerts", "dashboard"])
def test_of_a_broken_file_nothing_is_written(command: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("name: 1\n", encoding="utf-8")
    done = CliRunner().invoke(app, [command, str(file)])

    assert (done.exit_code, done.stdout) == (2, "")
    assert "nothing was written" in done.stderr
