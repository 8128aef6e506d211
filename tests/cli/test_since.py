"""`eks-gpu check --since`: what edits since a revision of git do, in a repository of its own."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.cli import check

if TYPE_CHECKING:
    from pathlib import Path

DEFAULTS = 'region: us-west-2\nkubernetes_version: "1.35"\naccess: {runner: vpc}\n'
BASE = """
network: {zones: [us-west-2a, us-west-2b]}
gpu_node_groups: [{name: gpu, instance_types: [g5.xlarge], max_per_zone: 1}]
workloads: [{name: serve, kind: deployment, image: "registry.example/serve:1"}]
"""
pytestmark = pytest.mark.process


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = os.environ | names | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env=environment)


@pytest.fixture
def clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two clusters, committed."""
    folder = tmp_path / "clusters"
    folder.mkdir()
    for name, text in {"_defaults": DEFAULTS, "_base": BASE}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    for name in ("dev", "prod"):
        (folder / f"{name}.yaml").write_text(f"extends: _base.yaml\nname: {name}\n", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    monkeypatch.chdir(tmp_path)
    return folder


def problems(capsys: pytest.CaptureFixture[str], folder: Path, revision: str = "HEAD") -> list[dict[str, Any]]:
    check.run([folder.relative_to(folder.parent)], form="json", strict=False, since=revision)
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["problems"]
    return found


def test_without_edits_nothing_is_found(clusters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert problems(capsys, clusters) == []


def test_an_edit_of_the_defaults_is_told_for_all_clusters(clusters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clusters / "_defaults.yaml").write_text(f"{DEFAULTS}tags: {{team: ml}}\n", encoding="utf-8")
    found = [one for one in problems(capsys, clusters) if one["where"] == "tags"]

    assert found
    assert {tuple(one["read_for"]) for one in found} == {("clusters/dev.yaml", "clusters/prod.yaml")}


def test_a_cluster_that_is_gone_is_told(clusters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clusters / "dev.yaml").unlink()
    (clusters / "prod.yaml").rename(clusters / "production.yaml")
    (found,) = problems(capsys, clusters)

    assert (found["id"], found["file"]) == ("cluster-file-removed", "clusters/dev.yaml")
    assert "cdktf destroy 'dev-*'" in found["fix"]


def test_a_new_cluster_changes_nothing(clusters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clusters / "new.yaml").write_text("extends: _base.yaml\nname: new\n", encoding="utf-8")

    assert problems(capsys, clusters) == []


@pytest.mark.parametrize("revision", ["absent", "--output=x", "HEAD:clusters"])
def test_a_revision_that_is_none(clusters: Path, revision: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([clusters], form="text", strict=False, since=revision) == 2
    said = capsys.readouterr().err
    assert f"--since {revision}: git does not have this commit; fetch it first" in said
    assert not (clusters.parent / "x").exists()


def test_a_folder_that_is_no_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.yaml").write_text("name: one\n", encoding="utf-8")

    assert check.run([tmp_path / "one.yaml"], form="text", strict=False, since="HEAD") == 2
    assert "not a git repository" in capsys.readouterr().err
