"""The project's own workflows run what anyone runs, and publish only what main holds."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.pipelines.files import OWN, github_steps, workflow
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CI, SITE = (ROOT / ".github" / "workflows" / f"{name}.yml" for name in ("ci", "site"))


def steps(job: dict[str, Any]) -> list[str]:
    return [step.get("run") or step["uses"].partition("@")[0] for step in job["steps"]]


def test_there_are_two() -> None:
    assert OWN == [CI, SITE]


def test_ci_runs_what_anyone_runs() -> None:
    """In two halves, at the same time; together they are `make test`, which is what `.ci/run` runs by itself."""
    halves = ["first", "rest"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert [step.script for step in github_steps(CI)] == [f".ci/run {half}" for half in halves]
    assert f"\ntest: {' '.join(halves)} ##" in makefile
    assert not any("needs" in job for job in workflow(CI)["jobs"].values())
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_ci_tries_the_oldest_python_that_is_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=")
    jobs = workflow(CI)["jobs"].values()
    (versions,) = {tuple(job["strategy"]["matrix"]["python"]) for job in jobs}

    assert versions[0] == oldest
    assert len(set(versions)) > 1
    assert list(versions) == sorted(versions, key=lambda version: [int(part) for part in version.split(".")])


def test_the_site_is_built_without_permissions_and_published_without_code() -> None:
    jobs = workflow(SITE)["jobs"]

    assert steps(jobs["build"]) == ["actions/checkout", "make site", "actions/upload-pages-artifact"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert steps(jobs["publish"]) == ["actions/deploy-pages"]
    assert "refs/heads/main" in jobs["publish"]["if"]


def test_what_is_published_is_what_make_builds() -> None:
    (path,) = (
        step["with"]["path"] for step in workflow(SITE)["jobs"]["build"]["steps"] if "path" in step.get("with", {})
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"--directory {path} " in makefile


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_no_two_runs_are_in_each_others_way(path: Path) -> None:
    assert workflow(path)["concurrency"]["group"]


def test_a_branch_is_tested_before_it_is_merged() -> None:
    assert set(workflow(CI)["on"]) == {"push", "pull_request"}
    assert "pull_request" not in workflow(SITE)["on"]
    assert not re.search(r"secrets\.", CI.read_text(encoding="utf-8") + SITE.read_text(encoding="utf-8"))
