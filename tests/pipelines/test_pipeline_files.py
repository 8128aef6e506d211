"""The pipelines to copy are sound files of their hosts, ask for little, and hold no key."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from eks_gpu.spec import load_file
from tests.pipelines.files import FILLED, GITHUB, GITLAB, HERE, OWN, Step, all_steps, gitlab, workflow
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

BIN = Path(sys.executable).parent
# What actions/deploy-pages asks for in its README: a token of its own, and the permission to publish.
PUBLISHING = {"pages": "write", "id-token": "write"}
ALL = sorted(
    path
    for path in [*HERE.rglob("*"), *ROOT.glob("tools/*"), *OWN]
    if path.is_file() and ".terraform" not in path.parts
)
# Access keys of AWS by their form and by name, tokens of GitHub, GitLab and HCP Terraform by their form.
KEYS = re.compile(
    r"AKIA|ASIA[A-Z0-9]{8}|aws_secret_access_key|aws_access_key_id|secrets\.(?!GITHUB_TOKEN)|gh[ps]_\w{20}|glpat-\w{10}|atlasv1",
    flags=re.IGNORECASE,
)


def schema(name: str) -> dict[str, Any]:
    vendored = resources.files("check_jsonschema.builtin_schemas.vendor")
    found: dict[str, Any] = json.loads((vendored / f"{name}.json").read_text(encoding="utf-8"))
    return found


def jobs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from workflow(path)["jobs"].items()


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_workflows_are_what_github_takes(path: Path) -> None:
    jsonschema.validate(workflow(path), schema("github-workflows"))


@pytest.mark.parametrize("path", GITLAB, ids=lambda path: path.name)
def test_gitlab_files_are_what_gitlab_takes(path: Path) -> None:
    jsonschema.validate(gitlab(path, **FILLED), schema("gitlab-ci"))


def test_a_mistake_is_found() -> None:
    wrong = workflow(GITHUB[0]) | {"permisions": {}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema("github-workflows"))


@pytest.mark.process
def test_nothing_can_be_turned_against_the_workflows() -> None:
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--min-severity", "medium", *map(str, GITHUB)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.process
@pytest.mark.parametrize("step", all_steps(), ids=lambda step: f"{step.where}:{step.name}")
def test_shell_is_sound(step: Step) -> None:
    assert "${{" not in step.script, "values go through env, where they cannot become commands"
    # Both hosts stop at the first command that fails.
    command = [str(BIN / "shellcheck"), "--shell=bash", "-"]
    done = subprocess.run(command, input=f"set -e\n{step.script}", capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.process
def test_scripts_are_sound() -> None:
    scripts = sorted(map(str, ROOT.glob("tools/*.sh")))
    subprocess.run([str(BIN / "shellcheck"), *scripts], check=True)


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))

    assert used
    for action, comment in used:
        if not action.startswith("./"):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


def test_one_release_of_an_action_is_used_everywhere() -> None:
    found = [re.findall(r"uses: ([\w./-]+)@(\S+)", path.read_text(encoding="utf-8")) for path in GITHUB]
    pins = {pin for one in found for pin in one}

    assert len(pins) == len({action for action, _ in pins})


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_workflows_may_nothing_that_no_job_asks_for(path: Path) -> None:
    assert workflow(path)["permissions"] == {}
    allowed = {"contents": "read", "id-token": "write", "pull-requests": "write", "security-events": "write"}
    for name, job in jobs(path):
        may_publish = path.name == "site.yml" and name == "publish"
        assert job["permissions"].items() <= (PUBLISHING if may_publish else allowed).items(), name


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_a_fork_gets_no_token_for_aws(path: Path) -> None:
    if "pull_request" not in workflow(path)["on"]:
        return
    for name, job in jobs(path):
        if "id-token" in job["permissions"]:
            assert "head.repo.full_name == github.repository" in job["if"], name
            assert job["environment"]["name"].endswith("-plan"), name


def test_no_workflow_runs_the_code_of_a_fork_with_rights() -> None:
    assert [path.name for path in GITHUB if "pull_request_target" in path.read_text(encoding="utf-8")] == []


def test_checkouts_leave_no_token_behind() -> None:
    steps = [step for path in GITHUB for _, job in jobs(path) for step in job.get("steps", [])]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_scan_for_keys_finds_one() -> None:
    assert KEYS.search("key: ${{ secrets.AWS_KEY }}")
    assert KEYS.search("AWS_ACCESS_KEY_ID: x")


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_keys_are_stored(path: Path) -> None:
    assert not KEYS.search(path.read_text(encoding="utf-8"))


def test_stacks_are_applied_in_order() -> None:
    needs = {name: job.get("needs") for name, job in jobs(HERE / "github-actions" / "eks-gpu-cluster.yml")}

    assert list(needs) == ["network", "cluster", "platform", "workloads"]
    assert needs["cluster"] == "network"
    # All of those before: one that was skipped must not hide that another failed.
    assert needs["workloads"] == ["network", "cluster", "platform"]


def test_a_cluster_is_deployed_once_at_a_time() -> None:
    cluster = dict(jobs(HERE / "github-actions" / "eks-gpu-deploy.yml"))["cluster"]

    assert "matrix.cluster.name" in cluster["concurrency"]["group"]
    assert cluster["concurrency"]["cancel-in-progress"] is False
    assert cluster["strategy"]["fail-fast"] is False


def test_what_is_applied_is_what_was_planned() -> None:
    stack = dict(jobs(HERE / "github-actions" / "eks-gpu-stack.yml"))
    (apply,) = [step["run"] for step in stack["apply"]["steps"] if "run" in step]

    assert "-lockfile=readonly" in apply
    assert "plan.tfplan" in apply
    assert "terraform plan" not in apply
    # Nothing of the repository runs with the role that changes things.
    assert not [step for step in stack["apply"]["steps"] if "checkout" in step.get("uses", "")]


def test_gitlab_stacks_are_applied_in_order() -> None:
    found = gitlab(HERE / "gitlab-ci" / "eks-gpu-cluster.yml", **FILLED)
    order = ["quickstart-network", "quickstart-cluster", "quickstart-platform", "quickstart-workloads"]
    for before, after in pairwise(order):
        needs = [one["job"] if isinstance(one, dict) else one for one in found[f"plan {after}"]["needs"]]
        assert f"apply {before}" in needs
    for name in order:
        assert f"plan {name}" in found[f"apply {name}"]["needs"]
        assert found[f"apply {name}"]["extends"] == ".apply quickstart"
    assert found[".apply quickstart"]["resource_group"] == "quickstart"


def test_gitlab_environments_are_those_of_the_roles() -> None:
    found = gitlab(HERE / "gitlab-ci" / "eks-gpu-cluster.yml", **FILLED)

    assert found[".apply quickstart"]["environment"]["name"] == "quickstart"
    assert found[".plan quickstart"]["environment"]["name"] == "quickstart-plan"
    assert found["review quickstart"]["environment"]["name"] == "quickstart-plan"


def test_gitlab_names_clusters_that_ship() -> None:
    named = [one["inputs"] for one in gitlab(HERE / "gitlab-ci" / ".gitlab-ci.yml")["include"]]

    assert len(named) > 1
    for one in named:
        spec = load_file(ROOT / one["file"]).spec
        assert spec is not None
        assert (spec.name, spec.region) == (one["cluster"], one["region"])


def test_terraform_of_the_pipelines_is_new_enough() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in [*GITHUB, HERE / "gitlab-ci" / "Dockerfile"])
    versions = {
        tuple(map(int, one.split(".")))
        for one in re.findall(r"(?:TERRAFORM_VERSION:|terraform:) ?(\d+\.\d+\.\d+)", text)
    }

    assert len(versions) == 1
    assert min(versions) >= (1, 10, 0)


@pytest.mark.process
def test_the_projects_of_atlantis_are_those_of_the_examples() -> None:
    command = [sys.executable, str(ROOT / "tools" / "list_stacks.py"), "--atlantis"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert (HERE / "atlantis" / "atlantis.yaml").read_text(encoding="utf-8") == done.stdout


def test_atlantis_takes_requirements_from_its_server() -> None:
    projects = workflow(HERE / "atlantis" / "atlantis.yaml")["projects"]
    (repo,) = workflow(HERE / "atlantis" / "repos.yaml")["repos"]

    # Keys that a repository may only set where the server lets it (Atlantis, repo-level atlantis.yaml, "restricted").
    restricted = {"workflow", "plan_requirements", "apply_requirements", "import_requirements", "repo_locks"}
    assert [one["name"] for one in projects if restricted & set(one)] == []
    assert repo["allowed_overrides"] == []
    assert repo["apply_requirements"] == ["approved", "mergeable", "undiverged"]
    order = {one["name"]: one["execution_order_group"] for one in projects}
    for one in projects:
        for before in one.get("depends_on", []):
            assert order[before] < order[one["name"]]
