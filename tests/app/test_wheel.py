"""The wheel in a fresh environment and an empty home: init, check and synth in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import ROOT, synthesize

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
UV = shutil.which("uv", path=str(ROOT / ".venv" / "bin"))


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and an empty home."""

    program: Path
    home: Path

    def run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command with nothing of this checkout around it: not even a PATH."""
        done = subprocess.run(
            [str(self.program), *arguments],
            cwd=folder,
            env={"HOME": str(self.home), "PATH": ""},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert "Traceback" not in done.stderr
        return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, with the project's own locked versions from the cache that `make setup` has filled."""
    if UV is None:
        message = "uv is not here; `make setup` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    root = tmp_path_factory.mktemp("wheel")
    source = root / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "constructs", source / "constructs", ignore=left_out)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(root), str(source)]
    subprocess.run(build, capture_output=True, check=True)
    (wheel,) = root.glob("*.whl")
    environment = root / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    pip = [UV, "pip"]
    python = ["--python", str(environment / "bin" / "python")]
    locked = ["--quiet", "--require-hashes", "--requirements", str(ROOT / "requirements.lock"), *python]
    offline = subprocess.run([*pip, "install", "--offline", *locked], capture_output=True, check=False)
    if offline.returncode:
        # Another machine's cache; then it takes what `make setup` takes, from where that takes it.
        subprocess.run([*pip, "install", *locked], check=True)
    subprocess.run([*pip, "install", "--quiet", "--offline", "--no-deps", str(wheel), *python], check=True)
    # The lock has everything that the wheel asks for.
    subprocess.run([*pip, "check", *python], capture_output=True, check=True)
    (root / "home").mkdir()
    return Installed(environment / "bin" / "eks-gpu", root / "home")


def test_init_check_and_synth_in_an_empty_folder(installed: Installed, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    begun = installed.run(folder, "init")
    assert begun.returncode == 0, begun.stderr
    assert begun.stderr.endswith("Next:\n  eks-gpu check\n  eks-gpu synth\n")
    checked = installed.run(folder, "check", "--strict")
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.endswith("\nno problems\n")
    done = installed.run(folder, "synth")
    assert (done.returncode, done.stderr) == (0, "1 cluster written to cdktf.out\n")

    expected = synthesize([folder / "clusters" / "quickstart.yaml"], tmp_path / "here")
    assert expected.names() == [f"quickstart-{kind}" for kind in ("cluster", "network", "platform", "workloads")]
    for name in expected.names():
        written = folder / "cdktf.out" / "stacks" / name / "cdk.tf.json"
        assert written.read_bytes() == expected.path(name).read_bytes()


@pytest.mark.parametrize("template", ["serving", "training", "notebooks"])
def test_every_template_synthesizes(installed: Installed, tmp_path: Path, template: str) -> None:
    assert installed.run(tmp_path, "init", "--template", template, "--pipeline", "gitlab").returncode == 0
    done = installed.run(tmp_path, "synth", "-q")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(tmp_path.glob("cdktf.out/stacks/*/cdk.tf.json"))) == 4


def test_nothing_of_the_checkout_is_used(installed: Installed, tmp_path: Path) -> None:
    """Our own top-level package `stacks` or `constructs` would hide the user's own, and PyPI's."""
    names = {path.name for path in next(installed.program.parents[1].glob("lib/*/site-packages")).iterdir()}
    assert "stacks" not in names
    assert "eks_gpu" in names
    version = installed.run(tmp_path, "--version")
    assert version.stdout.startswith("eks-gpu 0.")
    assert "not installed" not in version.stdout
