"""The tutorial's commands print what it shows, as far as they need no AWS account."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from eks_gpu.spec import load_text
from tests.synthesized import ROOT, synthesize

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "docs" / "tutorial" / "first-model.md").read_text(encoding="utf-8")
RUN = "import sys; from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"
(FILE,) = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
MISTAKE = "    memory: 15Gi\n"
NAME = "clusters/first-model.yaml"


@dataclass(frozen=True)
class Shown:
    """A command and what the page prints below it.

    Attributes:
        step: Of the page.
        command: After the prompt.
        output: The lines below, none for a command whose output is left out.
    """

    step: int
    command: str
    output: str

    def __str__(self) -> str:
        return f"{self.step}:{self.command}"


def shown() -> list[Shown]:
    found = []
    for step, section in enumerate(re.split(r"^## \d+\. ", TEXT, flags=re.MULTILINE)):
        for block in re.findall(r"```console\n(.*?)```", section, flags=re.DOTALL):
            found += [
                Shown(step, command, output)
                for command, output in re.findall(r"^\$ (.*(?:\\\n.*)*)\n((?:(?!\$ ).*\n)*)", block, flags=re.MULTILINE)
            ]
    return found


PRINTED = [one for one in shown() if one.command.startswith("eks-gpu ") and one.output]


def test_there_are_ten_steps() -> None:
    assert re.findall(r"^## (\d+)\. ", TEXT, flags=re.MULTILINE) == [str(number) for number in range(1, 11)]


def test_the_steps_without_an_account_show_their_output() -> None:
    assert [one.step for one in PRINTED] == [1, 2, 4, 5, 6, 6]
    # A command of ours that prints nothing here asks a running cluster.
    silent = [one for one in shown() if one.command.startswith("eks-gpu ") and not one.output]
    assert [(one.step, one.command) for one in silent] == [(9, f"eks-gpu doctor {NAME}")]


@pytest.mark.process
@pytest.mark.parametrize("one", PRINTED, ids=str)
def test_a_command_prints_what_is_shown(one: Shown, tmp_path: Path) -> None:
    folder = tmp_path / "clusters"
    folder.mkdir()
    (folder / "quickstart.yaml").write_bytes((ROOT / "clusters" / "quickstart.yaml").read_bytes())
    # The mistake is in the file until step 5 removes its line.
    (tmp_path / NAME).write_text(FILE if one.step < 5 else FILE.replace(MISTAKE, ""), encoding="utf-8")
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", RUN, *one.command.split()[1:]]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert done.stdout == one.output
    assert done.stderr == ""
    assert done.returncode == (1 if one.step == 4 else 0)


def test_the_mistake_is_the_last_line_of_the_file() -> None:
    assert FILE.endswith(MISTAKE)
    assert not load_text(FILE, NAME).problems


@pytest.mark.engine
def test_the_stacks_are_those_of_the_page(tmp_path: Path) -> None:
    (one,) = (one for one in shown() if one.command.startswith("ls "))
    file = tmp_path / "first-model.yaml"
    file.write_text(FILE.replace(MISTAKE, ""), encoding="utf-8")

    assert one.output.split() == synthesize([file], tmp_path / "out").names()


def test_steps_that_need_an_account_say_so() -> None:
    for step, section in enumerate(re.split(r"^## \d+\. ", TEXT, flags=re.MULTILINE)):
        if step in {8, 9, 10}:
            assert re.search(r"This needs (an AWS account|the cluster of step 8)", section), step
