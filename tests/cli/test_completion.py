"""`eks-gpu completion`: scripts that the shells themselves run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eks_gpu.cli.commands import NAMES
from eks_gpu.cli.completion import script
from tests.terraform.runner import missing

ROOT = Path(__file__).parents[2]
SHELLCHECK = Path(sys.executable).with_name("shellcheck")
pytestmark = pytest.mark.process
TRY = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_eks_gpu
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh", "fish"):
        (folder / shell).write_text(script(shell), encoding="utf-8")
    return folder


def bash(scripts: Path, *words: str) -> list[str]:
    done = subprocess.run(
        ["bash", "--norc", "-c", TRY, "bash", str(scripts / "bash"), "eks-gpu", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([""], list(NAMES)),
        (["ch"], ["check"]),
        (["--color", ""], ["auto", "always", "never"]),
        (["--color", "never", "sy"], ["synth"]),
        (["check", "--out"], ["--output"]),
        (["check", "--output", ""], ["text", "json", "sarif", "github", "concise"]),
        (["check", "-o", "g"], ["github"]),
        (["check", "--output", "=", ""], ["text", "json", "sarif", "github", "concise"]),
        (["check", "--output", "=", "s"], ["sarif"]),
        (["check", "clusters/q"], ["clusters/quickstart.yaml"]),
        (["check", "--previous", "clusters/noble"], ["clusters/noble-gpu.yaml"]),
        (["check", "--since", ""], []),
        (["init", "--template", "s"], ["serving"]),
        (["init", "--pipeline", ""], ["github", "gitlab", "none"]),
        (["init", "--name", ""], []),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["unknown", ""], []),
    ],
)
def test_bash_completes(scripts: Path, words: list[str], expected: list[str]) -> None:
    assert bash(scripts, *words) == expected


def test_bash_completes_names_with_spaces(scripts: Path, tmp_path: Path) -> None:
    (tmp_path / "a b.yaml").touch()

    assert bash(scripts, "check", f"{tmp_path}/a") == [f"{tmp_path}/a b.yaml"]


def test_old_spellings_are_not_offered(scripts: Path) -> None:
    for shell in ("bash", "zsh", "fish"):
        text = (scripts / shell).read_text(encoding="utf-8")
        assert "--output" in text or "-l output" in text
        # `report --format` chooses between the page and the drawing.
        others = [line for line in text.splitlines() if "html svg" not in line and "--format --previous" not in line]
        assert "format" not in "\n".join(others).replace("Output format", "")
        assert "as_json" not in text
        assert "-l json" not in text


def test_the_script_of_bash_is_sound(scripts: Path) -> None:
    done = subprocess.run(
        [str(SHELLCHECK), "--shell=bash", str(scripts / "bash")], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_understand_theirs(scripts: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        missing(f"{shell} is not installed")
    done = subprocess.run([shell, "-n", str(scripts / shell)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("eks-gpu ch", {"check"}),
        ("eks-gpu check --output ", {"text", "json", "sarif", "github", "concise"}),
        ("eks-gpu completion ", {"bash", "zsh", "fish"}),
        ("eks-gpu check clusters/q", {"clusters/quickstart.yaml"}),
    ],
)
def test_fish_completes(scripts: Path, line: str, expected: set[str]) -> None:
    if shutil.which("fish") is None:
        missing("fish is not installed")
    code = f"source {scripts / 'fish'}; complete -C '{line}'"
    done = subprocess.run(["fish", "--no-config", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {found.split("\t")[0] for found in done.stdout.splitlines()} == expected


def test_what_a_shell_would_take_for_its_own_is_left_out(scripts: Path) -> None:
    """Help texts hold quotes and backticks, and the scripts put them into quotes."""
    for shell in ("zsh", "fish"):
        for line in (scripts / shell).read_text(encoding="utf-8").splitlines():
            assert "`" not in line
            assert line.count("'") % 2 == 0, line
