"""Plans of Terraform with a mocked provider: see `plans/` for the expectations."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.terraform.provider import attached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.synthesized import Synthesized
    from tests.terraform.runner import Result, Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
PLANS = Path(__file__).parent / "plans"
STACKS = ("noble-gpu-cluster", "noble-gpu-network", "quickstart-cluster", "quickstart-network")


def run_tests(terraform: Terraform, synthesized: Synthesized, stack: str, folder: Path, *files: str) -> Result:
    """Run some files of `plans/` against a stack."""
    document = synthesized.stack(stack)
    # After a run that applies, terraform destroys what the mock made, which is what these are there to refuse.
    for key in document["resource"].get("aws_kms_key", {}).values():
        key.get("lifecycle", {}).pop("prevent_destroy", None)
    terraform.prepare(document, folder)
    shutil.copytree(PLANS / "mocks", folder / "tests" / "mocks")
    for file in files:
        shutil.copy(PLANS / file, folder / "tests")
    # The provider is there; this reads the mocks.
    terraform.succeed(folder, "init", "-no-color", "-input=false")
    return terraform.run(folder, "test", "-no-color")


@pytest.fixture(scope="module")
def quick(terraform: Terraform) -> Iterator[Terraform]:
    """With a provider that runs all the while."""
    with attached(terraform) as found:
        yield found


@pytest.mark.parametrize("stack", STACKS)
def test_plan(stack: str, synthesized: Synthesized, quick: Terraform, tmp_path: Path) -> None:
    kind = stack.rsplit("-", 1)[1]
    files = [name for name in (f"{kind}.tftest.hcl", f"{stack}.tftest.hcl") if (PLANS / name).exists()]
    result = run_tests(quick, synthesized, stack, tmp_path / stack, *files)
    assert result.code == 0, result.output
    runs = sum((PLANS / file).read_text(encoding="utf-8").count("\nrun ") for file in files)
    assert re.search(rf"Success! {runs} passed, 0 failed\.", result.output), result.output


def test_a_wrong_expectation_fails(synthesized: Synthesized, quick: Terraform, tmp_path: Path) -> None:
    stack = "noble-gpu-cluster"
    result = run_tests(quick, synthesized, stack, tmp_path / stack, "wrong.tftest.hcl")
    assert result.code == 1
    assert "wrong capacity: SPOT" in result.output
    assert "wrong hop limit: 1" in result.output


def test_every_expectation_is_used() -> None:
    kinds = {stack.rsplit("-", 1)[1] for stack in STACKS}
    assert {path.name.removesuffix(".tftest.hcl") for path in PLANS.glob("*.tftest.hcl")} <= {*STACKS, *kinds, "wrong"}
