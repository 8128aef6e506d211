"""The guides about moves show what the command writes."""

from __future__ import annotations

import re

import pytest

from eks_gpu.imports import import_eksctl, import_plans, result_of
from tests.cli.test_conventions import invoke
from tests.synthesized import ROOT

HOW_TO = ROOT / "docs" / "how-to"
EKSCTL = (HOW_TO / "from-eksctl.md").read_text(encoding="utf-8")
MODULE = (HOW_TO / "from-terraform-aws-eks.md").read_text(encoding="utf-8")
PLANS = ROOT / "tests" / "imports" / "plans"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)


def test_the_cluster_file_of_the_guide_is_the_one_that_is_written() -> None:
    """Line by line, in any order: another release may put fields into another order."""
    original, shown = blocks(EKSCTL, "yaml")

    written = result_of(import_eksctl(original, "cluster.yaml")).text
    assert sorted(written.splitlines()) == sorted(shown.splitlines())


@pytest.mark.parametrize("plan", ["eks-module-20", "eks-module-21"])
def test_the_group_of_the_module_is_the_one_that_is_written(plan: str) -> None:
    (shown,) = blocks(MODULE, "yaml")
    written = result_of(import_plans([PLANS / f"{plan}.json"])).text.splitlines()

    assert [line for line in shown.splitlines() if line not in written] == []


@pytest.mark.parametrize("page", [EKSCTL, MODULE])
def test_every_command_of_the_guides_can_be_typed(page: str) -> None:
    typed = [line for block in blocks(page, "console") for line in block.splitlines() if "eks-gpu import" in line]

    assert typed
    for line in typed:
        options = set(re.findall(r" (--?[a-z]+)", line.partition("eks-gpu import")[2]))
        assert options <= set(re.findall(r"(?<=[ ,])(--?[a-z]+)", invoke("import", "--help")[1])), line


def test_the_exit_codes_of_the_guide_are_those_of_the_help() -> None:
    help_text = " ".join(invoke("import", "--help")[1].split())

    assert "0 complete, 1 something is missing or the check finds errors, 2 nothing was written" in help_text
    for code in ("| 0 |", "| 1 |", "| 2 |"):
        assert code in EKSCTL
