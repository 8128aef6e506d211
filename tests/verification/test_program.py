"""The whole program with stand-ins for terraform and kubectl: exit codes, questions, interruptions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pytest

from tests.synthesized import ROOT
from tests.verification.conftest import ANSWERS, HERE, executable, object_

if TYPE_CHECKING:
    from tests.synthesized import Synthesized

pytestmark = [pytest.mark.process, pytest.mark.engine]

# One example is enough, and its folder is not that of the repository.
DRIVER = """
import json
import os
import sys
from pathlib import Path
from tools import verify_kubernetes as program
program.FOLDER = Path(sys.argv[1])
program.examples.GONE_SECONDS = 0
if synthesized := os.environ.get("SYNTHESIZED"):
    paths = {kind: Path(synthesized, "stacks", f"quickstart-{kind}", "cdk.tf.json") for kind in program.stacks.KINDS}
    program.stacks.of_file = lambda file: {kind: json.loads(path.read_text()) for kind, path in paths.items()}
program.ROOT = program.FOLDER.parent
program._files = lambda: [Path(sys.argv[2])]
sys.exit(program.main(sys.argv[3:]))
"""
QUICKSTART = ROOT / "clusters" / "quickstart.yaml"
SECONDS = 300


@dataclass
class Program:
    """The program in a folder of its own; it starts no engine where it is given what was synthesized."""

    home: Path
    synthesized: Path | None

    def start(self, *arguments: str, **faults: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "PATH": f"{self.home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'constructs'}",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
            "FAULTS": json.dumps(faults),
            "ANSWERS": str(self.home / "answers"),
            "STACKS": str(self.folder / "stacks"),
            "SYNTHESIZED": str(self.synthesized or ""),
        }
        environment.pop("KUBEBUILDER_ASSETS", None)
        command = [sys.executable, "-c", DRIVER, str(self.folder), str(QUICKSTART), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str, typed: str = "", **faults: str) -> tuple[int, str]:
        process = self.start(*arguments, **faults)
        output, _ = process.communicate(typed, timeout=SECONDS)
        return process.returncode, output

    @property
    def folder(self) -> Path:
        return self.home / "verify"

    @property
    def named(self) -> tuple[str, ...]:
        return ("--context", "kind-verify", "--kubeconfig", str(self.home / "kubeconfig"), "--examples")

    def log(self, stack: str) -> list[str]:
        file = self.folder / "stacks" / f"quickstart-{stack}" / "commands.log"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def interrupt(self, process: subprocess.Popen[str], stack: str, hanging: int = 1) -> None:
        """Press Ctrl-C once terraform hangs in a stack."""
        end = time.monotonic() + SECONDS
        while self.log(stack).count("hangs") < hanging:
            assert process.poll() is None, cast("IO[str]", process.stdout).read()
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)


@pytest.fixture
def program(tmp_path: Path, answers: Path, synthesized: Synthesized) -> Program:
    assert answers.parent == tmp_path
    (tmp_path / "kubeconfig").write_text("{}", encoding="utf-8")
    for name in ("terraform", "kubectl"):
        executable(tmp_path / "bin" / name, HERE / f"fake_{name}.py")
    return Program(tmp_path, synthesized.folder)


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ((), "tools/verify_kubernetes.py"),
        (("CONTEXT=kind-verify", "YES=1"), "tools/verify_kubernetes.py --context kind-verify --yes"),
    ],
)
def test_make_passes_the_context_on_and_asks_if_there_is_none(given: tuple[str, ...], command: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", "verify-kubernetes", *given], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1].split(maxsplit=3)[-1].rstrip() == command


def test_an_example_that_goes_well(program: Program) -> None:
    code, output = replace(program, synthesized=None).run(*program.named, "--yes")

    assert code == 0, output
    assert "context kind-verify, server https://127.0.0.1:40123" in output
    assert "nodes: 1, namespaces: 2" in output
    assert "apply, plan again and destroy quickstart" in output
    assert "ok      example quickstart: 2 steps" in output
    assert "2 steps, 0 failures" in output
    for stack in ("platform", "workloads"):
        assert [line.split()[0] for line in program.log(stack)] == [
            *("init", "plan", "show", "apply", "plan", "show", "plan", "show", "destroy")
        ]


def test_it_asks_first_and_takes_only_yes(program: Program) -> None:
    assert program.run(*program.named, typed="y\n")[0] == 2
    assert program.log("platform") == []
    code, output = program.run(*program.named)
    assert (code, "say --yes" in output) == (2, True)
    assert program.run(*program.named, typed="yes\n")[0] == 0


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        ({"apply_fails": "priority_class"}, "Failed to create. as asked"),
        ({"restless": "job"}, "a second plan is not empty"),
        ({"destroy_fails": "kubernetes_job_v1"}, "objects are left after the destroy: jobs"),
    ],
)
def test_a_difference_is_exit_code_1(faults: dict[str, str], says: str, program: Program) -> None:
    code, output = program.run(*program.named, "--yes", **faults)

    assert code == 1, output
    assert "FAILED  example quickstart" in output
    assert says in output


def test_a_provider_that_cannot_be_fetched_is_exit_code_2(program: Program) -> None:
    code, output = program.run(*program.named, "--yes", init_fails="")

    assert code == 2
    assert "terraform init failed: no such provider" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("file", "answer", "says"),
    [
        (
            "config",
            {"clusters": [{"cluster": {"server": "https://A.gr7.us-west-2.eks.amazonaws.com"}}]},
            "belongs to a managed service",
        ),
        ("nodes", ANSWERS["nodes"] * 9, "has 9 nodes"),
        ("jobs", [object_("Job", "import", "shop")], "jobs shop/import"),
        ("priorityclasses", [object_("PriorityClass", "eks-gpu-batch")], "exist already: priorityclasses"),
    ],
)
def test_a_cluster_that_is_needed_is_exit_code_2(file: str, answer: object, says: str, program: Program) -> None:
    (program.home / "answers" / f"{file}.json").write_text(json.dumps(answer), encoding="utf-8")
    code, output = program.run(*program.named, "--yes")

    assert code == 2, output
    assert "this does not touch kind-verify" in output
    assert says in output
    assert program.log("platform") == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "name the context of a throw-away cluster with --context"),
        (("--context", "kind-verify", "--kubeconfig", "/absent"), "there is no kubeconfig /absent"),
        (("--context", "production", "--kubeconfig", "{home}/kubeconfig"), 'context "production" does not exist'),
    ],
)
def test_without_a_cluster_it_says_what_is_missing(arguments: tuple[str, ...], says: str, program: Program) -> None:
    code, output = program.run(*(argument.format(home=program.home) for argument in arguments))

    assert code == 2
    assert says in output
    assert "Traceback" not in output


def test_an_interruption_lets_terraform_finish_and_destroys_what_was_applied(program: Program) -> None:
    process = program.start(*program.named, "--yes", hangs_in_apply="")
    program.interrupt(process, "platform")
    output, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 130, output
    assert program.log("platform")[-2:] == ["interrupted", "destroy -json -input=false -auto-approve"]
    assert "nothing is left" in output
    assert "Traceback" not in output


def test_a_second_interruption_says_what_is_left_and_the_next_run_remembers(program: Program) -> None:
    process = program.start(*program.named, "--yes", hangs_in_apply="", hangs_in_destroy="")
    program.interrupt(process, "platform")
    program.interrupt(process, "platform", hanging=2)
    output, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 130, output
    assert "something is left" in output
    assert f"terraform -chdir={program.folder / 'stacks' / 'quickstart-platform'} destroy" in output
    assert "kubernetes_priority_class_v1." in output
    code, output = program.run(*program.named, "--yes")
    assert code == 2
    assert "an earlier run left objects behind" in output
