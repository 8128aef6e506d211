"""The guide about sharing GPUs shows what the commands print."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.synthesized import ROOT

pytestmark = pytest.mark.process
GUIDE = ROOT / "docs" / "how-to" / "share-gpus.md"
RUN = "import sys; from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"
BLOCKS = [
    block.removeprefix("console\n$ ")
    for block in GUIDE.read_text(encoding="utf-8").split("```")
    if block.startswith("console\n$ ")
]


def printed(command: str) -> str:
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    arguments = [sys.executable, "-c", RUN, *command.split()[1:]]
    return subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split()[1])
def test_the_guide_shows_what_is_printed(block: str) -> None:
    command, _, shown = block.partition("\n")

    assert printed(command) == shown


def test_it_shows_a_check_and_a_simulation() -> None:
    assert [block.split()[1] for block in BLOCKS] == ["check", "simulate"]
