"""The real CDKTF command line, as `make synth` and people use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CLI = ROOT / "node_modules" / ".bin" / "cdktf"
pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app that shares this one's tools, so that its output is its own."""
    if not CLI.exists():
        message = "the CDKTF command line is not here; `make setup` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path_factory.mktemp("app")
    for name in ("main.py", "cdktf.json"):
        shutil.copy(ROOT / name, folder)
    for name in ("stacks", "clusters", "constructs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def cdktf(app: Path, *arguments: str) -> str:
    kept = {key: value for key, value in os.environ.items() if key not in {"TF_CLI_CONFIG_FILE", "PYTHONPATH"}}
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{kept['PATH']}"
    environment = kept | {"PATH": path, "CI": "1", "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        [str(CLI), *arguments], cwd=app, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_list_names_the_stacks(app: Path) -> None:
    answer = cdktf(app, "list")
    for kind in ("network", "cluster", "platform", "workloads"):
        assert f"quickstart-{kind}" in answer


def test_synth_writes_every_stack(app: Path) -> None:
    cdktf(app, "synth")
    written = sorted(path.parent.name for path in app.glob("cdktf.out/stacks/*/cdk.tf.json"))
    assert len(written) == 8
    manifest = json.loads((app / "cdktf.out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["stacks"]["quickstart-workloads"]["dependencies"] == ["quickstart-platform"]


def test_synth_writes_hcl(app: Path) -> None:
    cdktf(app, "synth", "--hcl", "-o", "hcl")
    assert len(list(app.glob("hcl/stacks/*/cdk.tf"))) == 8
