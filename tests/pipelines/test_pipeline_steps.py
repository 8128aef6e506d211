"""Every step that needs no account is run, in a checkout, as a runner would."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.pipelines.checkout import Checkout, commit, make_checkout, small_stacks
from tests.pipelines.files import FILLED, GITLAB, HERE, gitlab_steps
from tests.pipelines.hosts import Comments, serving
from tests.terraform.runner import missing

if TYPE_CHECKING:
    from pathlib import Path

REVIEW, STACK = "github-actions/eks-gpu-review.yml", "github-actions/eks-gpu-stack.yml"
NETWORK, CLUSTER = "quickstart-network", "quickstart-cluster"
KINDS = ("network", "cluster", "platform", "workloads")
FILE = {"FILE": "clusters/quickstart.yaml", "CLUSTER": "quickstart"}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return make_checkout(tmp_path / "checkout")


def edit(checkout: Checkout, old: str, new: str) -> None:
    path = checkout.root / "clusters" / "quickstart.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def base(checkout: Checkout) -> Checkout:
    """A merge has two parents; one commit more is enough to have a first."""
    (checkout.root / "merged").touch()
    commit(checkout)
    return checkout


@pytest.mark.process
def test_check_annotates_what_is_wrong_and_fails(base: Checkout) -> None:
    edit(base, "g5.xlarge", "p3.2xlarge")
    done = base.step(REVIEW, "check", "Check")

    assert done.code == 1
    assert "::error file=clusters/quickstart.yaml,line=18,title=instance-type-unknown::" in done.output
    assert json.loads((base.root / "eks-gpu.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.process
def test_check_passes_what_is_sound(base: Checkout) -> None:
    assert base.step(REVIEW, "check", "Check").code == 0


@pytest.mark.process
def test_the_effect_of_an_edit_is_in_the_summary(checkout: Checkout) -> None:
    edit(checkout, 'kubernetes_version: "1.35"', 'kubernetes_version: "1.36"')
    commit(checkout)
    annotated = checkout.step(REVIEW, "check", "Check")
    assert annotated.code == 0, annotated.output
    assert "::warning file=clusters/quickstart.yaml,line=6,title=change-kubernetes-version::" in annotated.output
    done = checkout.step(REVIEW, "check", "What was found")

    assert done.code == 0, done.output
    summary = (checkout.root / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    assert "change-kubernetes-version" in summary


@pytest.mark.engine
def test_setup_synth_and_list(checkout: Checkout) -> None:
    assert "pip" not in checkout.succeed("make setup .setup/checkov"), "the tools are taken as they are"
    assert f"cdktf.out/stacks/{CLUSTER}/cdk.tf.json" in checkout.succeed("make synth")
    assert checkout.step(REVIEW, "synth", "List the clusters").code == 0

    (cluster,) = checkout.outputs()["clusters"]
    assert cluster["name"] == "quickstart"
    assert [stack["kind"] for stack in cluster["stacks"]] == list(KINDS)
    for stack in cluster["stacks"]:
        assert (checkout.root / "cdktf.out" / "stacks" / stack["name"] / "cdk.tf.json").exists()


@pytest.mark.engine
def test_a_list_of_broken_clusters_is_no_list(checkout: Checkout) -> None:
    edit(checkout, "g5.xlarge", "p3.2xlarge")
    done = checkout.step(REVIEW, "synth", "List the clusters")

    assert done.code == 1
    assert "instance-type-unknown" in done.output


@pytest.fixture
def planned(checkout: Checkout) -> Checkout:
    """A checkout with stacks that the real terraform plans without any provider."""
    if shutil.which("terraform") is None:
        missing("there is no terraform on PATH")
    small_stacks(checkout, {f"quickstart-{kind}": "one" for kind in KINDS})
    return checkout


def apply(checkout: Checkout, stack: str) -> tuple[int, str]:
    """Hand the plan over as the artifacts do, and run the apply step."""
    shutil.rmtree(checkout.root / "plan", ignore_errors=True)
    shutil.copytree(checkout.root / "plans" / stack, checkout.root / "plan")
    # Without a provider terraform writes no lock file.
    (checkout.root / "plan" / ".terraform.lock.hcl").touch()
    shutil.rmtree(checkout.root / "cdktf.out" / "stacks" / stack / ".terraform", ignore_errors=True)
    done = checkout.step(STACK, "apply", "Apply the plan that was shown", STACK=stack)
    return done.code, done.output


@pytest.mark.process
def test_before_the_first_deploy_later_stacks_wait(planned: Checkout) -> None:
    assert planned.step(REVIEW, "plan", "Plan", **FILE).code == 0

    page = (planned.root / "plans" / "quickstart.md").read_text(encoding="utf-8")
    assert page.startswith("<!-- eks-gpu plan of quickstart -->\n")
    assert f"| `{NETWORK}` | **changes** |" in page
    assert page.count("cannot be planned yet") == 3
    assert "terraform_data.thing will be created" in page
    assert page.count("<!-- eks-gpu review -->") == 1
    assert planned.outputs()["changes"] == [NETWORK]


@pytest.mark.process
def test_stacks_are_planned_and_applied_one_after_the_other(planned: Checkout) -> None:
    for stack in (NETWORK, CLUSTER):
        assert planned.step(STACK, "plan", "Plan", **FILE, STACK=stack).code == 0
        assert planned.outputs()["changes"] == [stack]
        code, output = apply(planned, stack)
        assert code == 0, output
    assert planned.step(STACK, "plan", "Plan", **FILE, STACK=NETWORK).code == 0
    assert planned.outputs()["changes"] == []


@pytest.mark.process
def test_a_stack_whose_turn_has_not_come_fails_its_deployment(planned: Checkout) -> None:
    done = planned.step(STACK, "plan", "Plan", **FILE, STACK=CLUSTER)

    assert done.code == 1


@pytest.mark.process
def test_a_plan_that_was_overtaken_is_refused(planned: Checkout) -> None:
    planned.step(STACK, "plan", "Plan", **FILE, STACK=NETWORK)
    shutil.copytree(planned.root / "plans", planned.root / "before")
    assert apply(planned, NETWORK)[0] == 0
    shutil.rmtree(planned.root / "plans")
    (planned.root / "before").rename(planned.root / "plans")

    code, output = apply(planned, NETWORK)
    assert code == 1
    assert "Saved plan is stale" in output


@pytest.mark.process
def test_a_plan_that_fails_is_told_and_fails_the_job(planned: Checkout) -> None:
    broken = planned.root / "cdktf.out" / "stacks" / NETWORK / "cdk.tf.json"
    broken.write_text('{"resource": {"terraform_data": {"thing": {"inputs": 1}}}}', encoding="utf-8")
    done = planned.step(REVIEW, "plan", "Plan", **FILE)

    assert done.code == 1
    page = (planned.root / "plans" / "quickstart.md").read_text(encoding="utf-8")
    assert "the plan failed" in page
    assert "inputs" in page


@pytest.mark.process
def test_a_plan_that_goes_too_far_fails_where_asked(planned: Checkout) -> None:
    command = f".venv/bin/python tools/plan_stacks.py {FILE['FILE']} --fail-on "
    assert planned.run(f"{command} replace").code == 0
    assert planned.run(f"{command} change").code == 1


@pytest.mark.process
def test_a_state_that_would_be_lost_is_refused(planned: Checkout) -> None:
    edit(planned, "backend: {s3: {bucket: acme-terraform, region: us-west-2}}", "")
    done = planned.step(REVIEW, "plan", "Plan", **FILE)

    assert done.code == 2
    assert "backend: s3 or cloud" in done.output


@pytest.mark.process
def test_the_page_becomes_a_comment(planned: Checkout) -> None:
    planned.step(REVIEW, "plan", "Plan", **FILE)
    comments = Comments()
    with serving(comments.answer) as address:
        asked = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "a/b", "GITHUB_TOKEN": "t", "PULL_REQUEST": "1"}
        done = planned.step(REVIEW, "plan", "Comment", **FILE, **asked)

    assert done.code == 0, done.output
    assert NETWORK in comments.bodies[1]


@pytest.mark.process
def test_every_plan_is_scanned(planned: Checkout) -> None:
    planned.step(REVIEW, "plan", "Plan", **FILE)
    stand_in = planned.root / "checkov"
    stand_in.write_text('#!/bin/sh\necho "$@"\nexit 1\n', encoding="utf-8")
    stand_in.chmod(0o755)
    done = planned.step(REVIEW, "plan", "Policies", CHECKOV=str(stand_in))

    assert done.code == 1, "what checkov finds fails the job"
    assert (
        f"--framework terraform_plan --compact --quiet --skip-download --file plans/{NETWORK}/plan.json" in done.output
    )


@pytest.mark.process
def test_where_nothing_could_be_planned_nothing_is_scanned(checkout: Checkout) -> None:
    assert checkout.step(REVIEW, "plan", "Policies").code == 0


@pytest.mark.engine
def test_output_that_is_not_current_is_told(checkout: Checkout) -> None:
    checkout.succeed("make synth")
    assert "cdktf.out is current" in checkout.succeed("make synth-check")

    edit(checkout, "max_per_zone: 1", "max_per_zone: 2")
    stale = checkout.root / "cdktf.out" / "stacks" / "gone-network"
    stale.mkdir()
    (stale / "cdk.tf.json").write_text("{}\n", encoding="utf-8")
    done = checkout.run("make synth-check")

    assert done.code != 0
    assert "+++ cdktf.out/stacks/quickstart-cluster/cdk.tf.json\tas synthesized" in done.output
    assert '"max_size": 2' in done.output
    assert "--- cdktf.out/stacks/gone-network/cdk.tf.json" in done.output
    assert "run make synth" in done.output


@pytest.mark.engine
def test_committed_projects_of_atlantis_are_current(checkout: Checkout) -> None:
    checkout.succeed(".venv/bin/python tools/list_stacks.py --atlantis > atlantis.yaml")
    file = "atlantis/eks-gpu-current.yml"
    assert checkout.step(file, "current", "atlantis.yaml knows every stack").code == 0

    edit(checkout, "name: quickstart", "name: renamed")
    done = checkout.step(file, "current", "atlantis.yaml knows every stack")
    assert done.code == 1
    assert "+  - name: renamed-network" in done.output


def gitlab_script(job: str, key: str = "script") -> str:
    """A job's lines, as GitLab hands them to one shell."""
    # `eks-gpu init` writes a shorter one.
    for path in (path for path in GITLAB if path.is_relative_to(HERE)):
        for step in gitlab_steps(path, **FILLED):
            if (step.where.partition(":")[2], step.name) == (job, key):
                return step.script
    raise AssertionError(job)


@pytest.mark.engine
def test_gitlab_checks_and_synthesizes(checkout: Checkout) -> None:
    shutil.copy(HERE / "gitlab-ci" / ".gitlab-ci.yml", checkout.root)
    for job in ("check", "every-cluster-has-an-entry", "synth"):
        assert checkout.run(gitlab_script(job)).code == 0, job
    assert json.loads((checkout.root / "code-quality.json").read_text(encoding="utf-8")) == []

    shutil.copy(checkout.root / "clusters" / "quickstart.yaml", checkout.root / "clusters" / "forgotten.yaml")
    done = checkout.run(gitlab_script("every-cluster-has-an-entry"))
    assert done.code == 1
    assert "clusters/forgotten.yaml has no entry" in done.output
    done = checkout.run(gitlab_script("check"), CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD")
    assert done.code == 1
    assert "cluster-name-shared" in (checkout.root / "code-quality.json").read_text(encoding="utf-8")


@pytest.mark.process
def test_gitlab_gives_the_sdk_the_token_of_the_job(checkout: Checkout) -> None:
    token = checkout.root / "token"
    given = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ID_TOKEN": "signed"}
    assert checkout.run(gitlab_script(".aws quickstart", "before_script"), **given).code == 0
    assert token.read_text(encoding="utf-8") == "signed"
    assert token.stat().st_mode & 0o077 == 0

    assert checkout.run(gitlab_script(".aws quickstart", "after_script"), **given).code == 0
    assert not token.exists()


@pytest.mark.process
def test_gitlab_plans_and_applies_that_plan(planned: Checkout) -> None:
    plan, apply_plan = gitlab_script(".plan quickstart"), gitlab_script(".apply quickstart")
    assert planned.run(plan, STACK=NETWORK).code == 0
    (planned.root / "plans" / NETWORK / ".terraform.lock.hcl").touch()
    done = planned.run(apply_plan, STACK=NETWORK)

    assert done.code == 0, done.output
    assert "1 added" in done.output


@pytest.mark.process
def test_gitlab_reviews_with_and_without_a_token(planned: Checkout) -> None:
    script = gitlab_script("review quickstart")
    assert planned.run(script, CHECKOV="true").code == 0

    comments = Comments()
    with serving(comments.answer) as address:
        asked = {"CI_API_V4_URL": address, "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "2", "GITLAB_TOKEN": "t"}
        done = planned.run(script, CHECKOV="true", **asked)
    assert done.code == 0, done.output
    assert "quickstart-network" in comments.bodies[1]
    assert planned.run(script, CHECKOV="false").code == 1, "what the scan finds fails the job"


@pytest.mark.process
def test_the_binary_is_the_one_that_is_named(planned: Checkout) -> None:
    tofu = planned.root / "bin" / "tofu"
    tofu.parent.mkdir()
    tofu.write_text(f'#!/bin/sh\ntouch {planned.root}/tofu-ran\nexec terraform "$@"\n', encoding="utf-8")
    tofu.chmod(0o755)
    path = f"{tofu.parent}:{os.environ['PATH']}"
    file = "opentofu/eks-gpu-tofu.yml"
    done = planned.step(file, "plan", "Plan", CLUSTER="quickstart", TERRAFORM_BINARY_NAME="tofu", PATH=path)

    assert done.code == 0, done.output
    assert (planned.root / "tofu-ran").exists()
