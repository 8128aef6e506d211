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
        timeout=120,
    )


def stacks(app: Path) -> set[str]:
    return {path.parent.name.rpartition("-")[0] for path in app.glob("cdktf.out/stacks/*/cdk.tf.json")}


def test_a_cluster_with_errors_stops_only_itself_where_asked(app: Path) -> None:
    broken = app / "clusters" / "broken.yaml"
    shutil.rmtree(app / "cdktf.out", ignore_errors=True)
    broken.write_text("name: broken\n", encoding="utf-8")
    stopped = python(app)
    assert stopped.returncode == 1
    assert stopped.stderr.endswith("nothing was written\n")
    # The sound ones say nothing: their verdicts would stand between the errors and their number.
    assert "clusters/broken.yaml" in stopped.stderr
    assert "will it run?" not in stopped.stderr
    assert not (app / "cdktf.out").exists()

    went_on = python(app, EKS_GPU_KEEP_GOING="1")
    broken.unlink()
    assert went_on.returncode == 1
    assert went_on.stderr.endswith("left out: clusters/broken.yaml\n")
    assert stacks(app) == {path.stem for path in app.glob("clusters/*.yaml")}


def test_one_cluster_of_many_is_chosen_and_nothing_else_is_touched(app: Path) -> None:
    assert python(app).returncode == 0
    everything = stacks(app)
    settings = json.loads((app / "cdktf.json").read_text(encoding="utf-8"))
    (app / "cdktf.json").write_text(json.dumps(settings | {"context": {"clusters": "quickstart"}}), encoding="utf-8")
    assert python(app).returncode == 0
    (app / "cdktf.json").write_text(json.dumps(settings), encoding="utf-8")

    assert stacks(app) == everything
    manifest = json.loads((app / "cdktf.out" / "manifest.json").read_text(encoding="utf-8"))
    assert {name.rpartition("-")[0] for name in manifest["stacks"]} == {"quickstart"}


def test_stacks_that_nobody_declares_are_taken_away(app: Path) -> None:
    renamed = app / "clusters" / "renamed.yaml"
    text = (app / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
    renamed.write_text(text.replace("name: quickstart", "name: renamed"), encoding="utf-8")
    (app / "cdktf.out" / "stacks" / "mine").mkdir(parents=True, exist_ok=True)
    assert python(app).returncode == 0
    assert "renamed" in stacks(app)
    renamed.unlink()
    assert python(app).returncode == 0

    assert "renamed" not in stacks(app)
    assert (app / "cdktf.out" / "stacks" / "mine").exists()
