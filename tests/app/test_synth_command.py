"""`eks-gpu synth` writes what `main.py` writes, into the folder that it is asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
RUN = "import sys; from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CDKTF", "EKS_GPU"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN, *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT / "constructs"), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout == "" or arguments[0] != "synth"
    return done


def stacks(outdir: Path, name: str = "cdk.tf.json") -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in sorted(outdir.glob(f"stacks/*/{name}"))}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "clusters").mkdir()
    for name in ("quickstart", "batch"):
        shutil.copy(ROOT / "clusters" / f"{name}.yaml", folder / "clusters")
    return folder


def test_it_writes_what_the_app_writes(project: Path, tmp_path: Path) -> None:
    for name in ("main.py", "cdktf.json"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(project / "clusters", tmp_path / "clusters")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "constructs")}
    subprocess.run([sys.executable, "-W", "ignore", "main.py"], cwd=tmp_path, env=environment, check=True, timeout=300)
    done = run(project, "synth")

    assert (done.returncode, done.stderr) == (0, "2 clusters written to cdktf.out\n")
    assert len(stacks(project / "cdktf.out")) == 8
    assert stacks(project / "cdktf.out") == stacks(tmp_path / "cdktf.out")


def test_one_file_leaves_the_others(project: Path, tmp_path: Path) -> None:
    assert run(project, "synth", "--out", str(tmp_path / "out")).returncode == 0
    everything = stacks(tmp_path / "out")
    text = (project / "clusters" / "batch.yaml").read_text(encoding="utf-8")
    (tmp_path / "edited.yaml").write_text(text.replace("max_per_zone: 2", "max_per_zone: 3"), encoding="utf-8")
    done = run(tmp_path, "synth", "edited.yaml", "--out", "out")

    assert (done.returncode, done.stderr) == (0, "1 cluster written to out\n")
    after = stacks(tmp_path / "out")
    changed = {name for name in after if after[name] != everything[name]}
    assert "batch-cluster" in changed
    assert {name.rpartition("-")[0] for name in changed} == {"batch"}
    assert set(after) == set(everything)


def test_a_cluster_that_is_declared_no_longer_goes(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "clusters", tmp_path / "clusters")
    assert run(tmp_path, "synth").returncode == 0
    (tmp_path / "clusters" / "batch.yaml").unlink()
    assert run(tmp_path, "synth").returncode == 0

    assert {name.partition("-")[0] for name in stacks(tmp_path / "cdktf.out")} == {"quickstart"}


def test_hcl_and_the_folder_of_the_command_line(project: Path, tmp_path: Path) -> None:
    """As `cdktf` runs it: the folder is in the environment, and the command prints nothing."""
    done = run(
        project,
        "synth",
        "--hcl",
        CDKTF_OUTDIR=str(tmp_path / "hcl"),
        CDKTF_CONTEXT_JSON=json.dumps({"clusters": "quickstart"}),
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert len(stacks(tmp_path / "hcl", "cdk.tf")) == 4


def test_an_error_writes_nothing_and_says_everything(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "clusters", tmp_path / "clusters")
    (tmp_path / "clusters" / "broken.yaml").write_text("name: broken\n", encoding="utf-8")
    done = run(tmp_path, "synth")

    assert done.returncode == 1
    assert "clusters/broken.yaml" in done.stderr
    assert done.stderr.endswith("nothing was written\n")
    assert not (tmp_path / "cdktf.out").exists()
    assert run(tmp_path, "synth", "--keep-going", "-q").returncode == 1
    assert {name.partition("-")[0] for name in stacks(tmp_path / "cdktf.out")} == {"quickstart", "batch"}


def test_files_that_are_not_there(project: Path) -> None:
    done = run(project, "synth", "absent.yaml")

    assert done.returncode == 1
    assert "absent.yaml" in done.stderr


def test_a_quiet_run_says_nothing(project: Path, tmp_path: Path) -> None:
    done = run(project, "synth", "-q", "--out", str(tmp_path / "out"), "clusters/quickstart.yaml")

    assert (done.returncode, done.stderr) == (0, "")
