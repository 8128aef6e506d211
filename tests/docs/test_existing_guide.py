"""The guide to clusters that exist already: its commands, run as written, print what it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from eks_gpu.spec import load_text
from tests.synthesized import ROOT, synthesize

GUIDE = (ROOT / "docs" / "how-to" / "existing-cluster.md").read_text(encoding="utf-8")
FILE = re.search(r"```yaml\n(name: prod\n.*?)```", GUIDE, flags=re.DOTALL)


def console() -> list[tuple[list[str], str]]:
    """The commands of eks-gpu in the guide, with what it shows of their output."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE, flags=re.DOTALL)
    runs = [
        run for block in blocks for run in re.split(r"^\$ ", block, flags=re.MULTILINE) if run.startswith("eks-gpu")
    ]
    found = []
    for run in runs:
        command, _, output = re.sub(r" \\\n\s+", " ", run).partition("\n")
        found.append((shlex.split(command), output))
    return found


@pytest.mark.engine
def test_the_commands_print_what_the_guide_shows(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'constructs'}", "NO_COLOR": "1", "COLUMNS": "80"}
    for (_, *arguments), shown in console():
        done = subprocess.run(
            [str(Path(sys.executable).with_name("eks-gpu")), *arguments],
            cwd=tmp_path,
            env=environment,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        if arguments[0] != "init":
            assert (done.stdout + done.stderr).strip() == shown.strip()

    assert FILE
    written = load_text((tmp_path / "clusters" / "prod.yaml").read_text(encoding="utf-8"))
    assert written.spec == load_text(FILE[1]).spec


@pytest.mark.engine
def test_the_message_of_a_plan_is_that_of_the_stack(tmp_path: Path) -> None:
    assert FILE
    path = tmp_path / "prod.yaml"
    path.write_text(FILE[1], encoding="utf-8")
    data = synthesize([path], tmp_path / "out").stack("prod-cluster")["data"]["aws_eks_cluster"]["eks_cluster"]
    (condition,) = data["lifecycle"]["postcondition"]
    message = textwrap.fill(condition["error_message"].replace("${self.version}", "1.33"), 78)

    assert f"```text\n{message}\n```" in GUIDE


def test_what_the_guide_advises_is_accepted() -> None:
    assert FILE
    advice = re.findall(r"\| `((?:device_plugin|autoscaler|efa_plugin|addons|storage_class): [^`]+)` \|", GUIDE)
    assert len(advice) >= 5
    for line in advice:
        assert load_text(f"{FILE[1]}{line.replace('NAME', 'gp2')}\n").problems == ()
    (group,) = re.findall(r"^(node_security_group_ids: .*)$", GUIDE, flags=re.MULTILINE)
    assert load_text(f"{FILE[1]}{group}\n").problems == ()
