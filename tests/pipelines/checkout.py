"""The repository as a pipeline has it: a checkout of its own, in which the steps of the files to copy are run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.pipelines.files import HERE, github_steps
from tests.synthesized import ROOT
from tests.terraform.runner import missing

if TYPE_CHECKING:
    from pathlib import Path

_FILES = ("main.py", "cdktf.json", "Makefile", "pyproject.toml", "package.json", "package-lock.json")
_FOLDERS = ("stacks", "clusters", "constructs", "tools")
_LINKS = (".venv", ".venv-checkov", ".venv-site", "node_modules")
S3 = "\nbackend: {s3: {bucket: acme-terraform, region: us-west-2}}\n"
_QUIET = {"CI": "1", "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": os.devnull}


@dataclass(frozen=True)
class Done:
    """How a step went."""

    code: int
    output: str


@dataclass
class Checkout:
    """A folder, and what a runner gives its steps."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def step(self, file: str, job: str, name: str, **environment: str) -> Done:
        """Run a step of a workflow as GitHub does: `bash -e`, and no more than the environment that the job sets."""
        (script,) = (
            one.script for one in github_steps(HERE / file) if one.where.endswith(f":{job}") and one.name == name
        )
        return self.run(script, **environment)

    def run(self, script: str, **environment: str) -> Done:
        """Run some shell."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_", "GIT", "CI_"))}
        files = {name: str(self.root / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.root,
            env=kept | _QUIET | files | self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        return Done(done.returncode, done.stdout)

    def succeed(self, script: str) -> str:
        """Run some shell that must succeed."""
        done = self.run(script)
        assert done.code == 0, done.output
        return done.output

    def outputs(self) -> dict[str, Any]:
        """What steps told later jobs, all of it JSON."""
        lines = (self.root / "GITHUB_OUTPUT").read_text(encoding="utf-8").splitlines()
        return {key: json.loads(value) for key, _, value in (line.partition("=") for line in lines)}


def make_checkout(root: Path) -> Checkout:
    """A checkout that shares this one's tools, with the quickstart's state in S3, in one commit."""
    root.mkdir()
    (root / ".setup").mkdir()
    if not (ROOT / "node_modules").exists():
        missing("the tools are not here; `make setup` installs them")
    for name in [*_FILES, *(path.name for path in ROOT.glob("requirements*.lock"))]:
        shutil.copy2(ROOT / name, root)
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("*.egg-info"))
    now = time.time()
    for name in ("venv", "dev", "node", "checkov", "site"):
        # The tools are shared, as they are: make must never install into them from here, so all is done, at one time.
        (root / ".setup" / name).touch()
        os.utime(root / ".setup" / name, (now, now))
    for name in _LINKS:
        if (ROOT / name).exists():
            (root / name).symlink_to(ROOT / name)
    for cluster in (root / "clusters").glob("*.yaml"):
        if cluster.stem != "quickstart":
            cluster.unlink()
    quickstart = root / "clusters" / "quickstart.yaml"
    quickstart.write_text(quickstart.read_text(encoding="utf-8") + S3, encoding="utf-8")
    made = Checkout(root)
    (root / ".gitignore").write_text((ROOT / ".gitignore").read_text(encoding="utf-8") + "\n.venv*\nnode_modules\n")
    made.succeed("git init --quiet && git config user.name a && git config user.email a@b.c")
    commit(made)
    return made


def commit(checkout: Checkout) -> None:
    """Commit all there is."""
    checkout.succeed("git add --all && git commit --quiet --message change")


def small_stacks(checkout: Checkout, values: dict[str, str]) -> None:
    """Put stacks that need no provider where the synthesized ones are; each makes one thing, with a value."""
    for name, value in values.items():
        folder = checkout.root / "cdktf.out" / "stacks" / name
        folder.mkdir(parents=True, exist_ok=True)
        document = {
            "terraform": {"backend": {"local": {"path": f"../../../{name}.tfstate"}}},
            "resource": {"terraform_data": {"thing": {"input": value}}},
        }
        (folder / "cdk.tf.json").write_text(json.dumps(document), encoding="utf-8")
