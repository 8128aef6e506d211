"""`cdktf synth --hcl` writes HCL that terraform takes, though cdktf renders less in HCL than in JSON."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import AWS_KINDS, EXAMPLES, KUBERNETES_KINDS, ROOT, stack_names
from tests.terraform.runner import TOO_NEW
from tests.terraform.validation import validate

if TYPE_CHECKING:
    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
AWS_STACKS = stack_names(EXAMPLES, AWS_KINDS)


@pytest.fixture(scope="module")
def hcl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stacks of the examples in HCL; the variable is what the CDKTF command line sets for `--hcl`."""
    outdir = tmp_path_factory.mktemp("hcl")
    settings = {"SYNTH_HCL_OUTPUT": "true", "CDKTF_OUTDIR": str(outdir), "PYTHONPATH": str(ROOT / "constructs")}
    command = [sys.executable, "-W", "ignore", str(ROOT / "main.py")]
    subprocess.run(command, env=os.environ | settings, check=True, capture_output=True)
    return outdir / "stacks"


def without_newer_fields(text: str) -> str:
    for fields in TOO_NEW.values():
        for field in fields:
            text = re.sub(rf"^\s*{field.rpartition('.')[2]}\s*=.*\n", "", text, flags=re.MULTILINE)
    return text


@pytest.fixture(scope="module")
def said(hcl: Path, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Terraform's diagnostics of every AWS stack."""
    texts = {name: (hcl / name / "cdk.tf").read_text(encoding="utf-8") for name in AWS_STACKS}
    older = {name: without_newer_fields(text) for name, text in texts.items()}
    return validate(terraform, tmp_path_factory.mktemp("validated"), older)


@pytest.mark.parametrize("stack", AWS_STACKS)
def test_aws_stacks_are_valid(stack: str, said: dict[str, list[str]]) -> None:
    assert [text for text in said[stack] if text.startswith("error")] == []


def test_fields_newer_than_the_bindings_exist_too(hcl: Path) -> None:
    """The engine drops what it cannot render, silently."""
    assert 'update_strategy = "MINIMAL"' in (hcl / "p4d-reserved-cluster" / "cdk.tf").read_text(encoding="utf-8")


@pytest.mark.parametrize("stack", stack_names(EXAMPLES, KUBERNETES_KINDS))
def test_kubernetes_stacks_parse_and_switch_to_exec(stack: str, hcl: Path, terraform: Terraform) -> None:
    """There is no `ephemeral` block in cdktf's HCL; `aws eks get-token` gives a token as fresh."""
    file = hcl / stack / "cdk.tf"
    terraform.succeed(file.parent, "fmt", "-no-color", "-list=false", file.name)
    text = file.read_text(encoding="utf-8")
    assert "get-token" in text
    # A block, or a reference to one; `ephemeral-storage` is a resource of pods.
    assert not re.search(r'\bephemeral( "|\.)', text)
