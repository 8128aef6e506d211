"""The real CDKTF command line, as `make synth` and people use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import EXAMPLES, ROOT, stack_names

if TYPE_CHECKING:
    from pathlib import Path

STACKS = stack_names(EXAMPLES)
CLI = ROOT / "node_modules" / ".bin" / "cdktf"
FEW = {"quickstart", "noble-gpu", "notebooks"}
pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app that shares this one's tools, so that its output is its own."""
    if not CLI.exists():
        message = "the CDKTF command line is not here; `make setup` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return copied(tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with three clusters, for tests that synthesize all of them again and again."""
    folder = copied(tmp_path_factory.mktemp("small"))
    for path in folder.glob("clusters/*.yaml"):
        if path.stem not in FEW:
            path.unlink()
    return folder


def copied(folder: Path) -> Path:
    for name in ("main.py", "cdktf.json"):
        shutil.copy(ROOT / name, folder)
    for name in ("stacks", "clusters", "constructs"):
        shutil.copytree(ROOT / name, folder / name)
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
    assert written == STACKS
    manifest = json.loads((app / "cdktf.out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["stacks"]["quickstart-workloads"]["dependencies"] == ["quickstart-platform"]


def test_synth_writes_hcl(app: Path) -> None:
    cdktf(app, "synth", "--hcl", "-o", "hcl")
    assert sorted(path.parent.name for path in app.glob("hcl/stacks/*/cdk.tf")) == STACKS


def python(app: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The app without the command line."""
    return subprocess.run(
        [sys.executable, "main.py", *arguments],
        cwd=app,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def stacks(app: Path) -> set[str]:
    return {path.parent.name.rpartition("-")[0] for path in app.glob("cdktf.out/stacks/*/cdk.tf.json")}


def test_a_cluster_with_errors_stops_only_itself_where_asked(small: Path) -> None:
    broken = small / "clusters" / "broken.yaml"
    shutil.rmtree(small / "cdktf.out", ignore_errors=True)
    broken.write_text("name: broken\n", encoding="utf-8")
    stopped = python(small)
    assert stopped.returncode == 1
    assert stopped.stderr.endswith("nothing was written\n")
    # The sound ones say nothing: their verdicts would stand between the errors and their number.
    assert "clusters/broken.yaml" in stopped.stderr
    assert "will it run?" not in stopped.stderr
    assert not (small / "cdktf.out").exists()

    went_on = python(small, EKS_GPU_KEEP_GOING="1")
    broken.unlink()
    assert went_on.returncode == 1
    assert went_on.stderr.endswith("left out: clusters/broken.yaml\n")
    assert stacks(small) == {path.stem for path in small.glob("clusters/*.yaml")}


def test_one_cluster_of_many_is_chosen_and_nothing_else_is_touched(small: Path) -> None:
    assert python(small).returncode == 0
    everything = stacks(small)
    assert everything == FEW
    settings = json.loads((small / "cdktf.json").read_text(encoding="utf-8"))
    (small / "cdktf.json").write_text(json.dumps(settings | {"context": {"clusters": "quickstart"}}), encoding="utf-8")
    assert python(small).returncode == 0
    (small / "cdktf.json").write_text(json.dumps(settings), encoding="utf-8")

    assert stacks(small) == everything
    manifest = json.loads((small / "cdktf.out" / "manifest.json").read_text(encoding="utf-8"))
    assert {name.rpartition("-")[0] for name in manifest["stacks"]} == {"quickstart"}


def test_stacks_that_nobody_declares_are_taken_away(small: Path) -> None:
    renamed = small / "clusters" / "renamed.yaml"
    text = (small / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
    renamed.write_text(text.replace("name: quickstart", "name: renamed"), encoding="utf-8")
    (small / "cdktf.out" / "stacks" / "mine").mkdir(parents=True, exist_ok=True)
    assert python(small).returncode == 0
    assert "renamed" in stacks(small)
    renamed.unlink()
    assert python(small).returncode == 0

    assert "renamed" not in stacks(small)
    assert (small / "cdktf.out" / "stacks" / "mine").exists()
