"""A trigger replaces what names it, in the real terraform: when it changes, and not when it is created."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]


def _written(folder: Path, *held: str, hcl: bool) -> None:
    """A resource of Terraform's own, with a trigger or without, as the engine writes it."""
    settings = {"PYTHONPATH": str(ROOT / "constructs"), **({"SYNTH_HCL_OUTPUT": "true"} if hcl else {})}
    command = [sys.executable, "-W", "ignore", "-m", "tests.terraform.trigger_app", str(folder / "out"), *held]
    subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=True, capture_output=True)
    name = "cdk.tf" if hcl else "cdk.tf.json"
    shutil.copyfile(folder / "out" / "stacks" / "stack" / name, folder / name)


def _plan(terraform: Terraform, folder: Path) -> dict[str, Any]:
    terraform.succeed(folder, "plan", "-no-color", "-input=false", "-out=plan.out")
    shown = json.loads(terraform.succeed(folder, "show", "-json", "plan.out").output)
    return {change["address"]: change["change"]["actions"] for change in shown["resource_changes"]}


@pytest.mark.parametrize("hcl", [False, True], ids=["json", "hcl"])
def test_a_trigger_replaces_when_it_changes(*, hcl: bool, terraform: Terraform, tmp_path: Path) -> None:
    _written(tmp_path, hcl=hcl)
    terraform.succeed(tmp_path, "init", "-no-color", "-input=false")
    terraform.succeed(tmp_path, "apply", "-no-color", "-input=false", "-auto-approve")

    _written(tmp_path, "one", hcl=hcl)
    assert _plan(terraform, tmp_path) == {"terraform_data.held": ["create"], "terraform_data.pod": ["no-op"]}

    terraform.succeed(tmp_path, "apply", "-no-color", "plan.out")
    _written(tmp_path, "two", hcl=hcl)
    assert _plan(terraform, tmp_path) == {
        "terraform_data.held": ["update"],
        "terraform_data.pod": ["delete", "create"],
    }
