"""The files of `examples/pipelines` and the project's own workflows, and what runs in them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = ROOT / "examples" / "pipelines"
# Those that `eks-gpu init` writes.
STARTERS = ROOT / "constructs" / "eks_gpu" / "starters" / "data"
OWN = sorted(ROOT.glob(".github/workflows/*.yml"))
GITHUB = [
    *sorted(
        [
            *HERE.glob("github-actions/*.yml"),
            HERE / "opentofu" / "eks-gpu-tofu.yml",
            HERE / "atlantis/eks-gpu-current.yml",
            STARTERS / "github.yml",
        ]
    ),
    *OWN,
]
GITLAB = sorted(
    [HERE / "gitlab-ci" / ".gitlab-ci.yml", HERE / "gitlab-ci" / "eks-gpu-cluster.yml", STARTERS / "gitlab.yml"]
)
BOOTSTRAPS = ("aws-roles", "s3-backend", "hcp-terraform")
_INPUT = re.compile(r"\$\[\[ inputs\.(\w+) ]]")


@dataclass(frozen=True)
class Step:
    """Something that a shell runs."""

    where: str
    name: str
    script: str


@cache
def workflow(path: Path) -> dict[str, Any]:
    """A workflow; YAML 1.2, so `on` is a word."""
    found: dict[str, Any] = YAML(typ="safe").load(path)
    return found


def github_steps(path: Path) -> Iterator[Step]:
    """Every `run:` of a workflow."""
    for job, body in workflow(path)["jobs"].items():
        for number, step in enumerate(body.get("steps", [])):
            if "run" in step:
                yield Step(f"{path.name}:{job}", step.get("name", f"step {number}"), step["run"])


@cache
def gitlab(path: Path, **inputs: str) -> dict[str, Any]:
    """The jobs of a GitLab file, its inputs filled in by their defaults and by these; the header of inputs left out."""
    documents = path.read_text(encoding="utf-8").split("\n---\n")
    asked = YAML(typ="safe").load(io.StringIO(documents[0]))["spec"]["inputs"] if len(documents) > 1 else {}
    defaults = {name: str(one["default"]).lower() for name, one in asked.items() if "default" in one}
    given = defaults | inputs
    text = _INPUT.sub(lambda match: given[match[1]], documents[-1])
    found: dict[str, Any] = YAML(typ="safe").load(io.StringIO(text))
    return found


def gitlab_steps(path: Path, **inputs: str) -> Iterator[Step]:
    """Every line of every script, a job's lines together, as GitLab runs them."""
    for job, body in gitlab(path, **inputs).items():
        if isinstance(body, dict):
            for key in ("before_script", "script", "after_script"):
                if lines := body.get(key):
                    yield Step(f"{path.name}:{job}", key, "\n".join(lines))


FILLED = {"cluster": "quickstart", "file": "clusters/quickstart.yaml", "region": "us-west-2"}


def all_steps() -> list[Step]:
    """All that the files of both hosts run."""
    of_github = [step for path in GITHUB for step in github_steps(path)]
    return of_github + [step for path in GITLAB for step in gitlab_steps(path, **FILLED)]
