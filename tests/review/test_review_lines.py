"""A review in lines: one object in each, refusals first, what cannot be undone as an error."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from eks_gpu.cli.review import Options, run
from eks_gpu.report import lines
from eks_gpu.report.review.lines import FINDINGS, findings
from eks_gpu.report.review.words import Page
from eks_gpu.report.sarif import of_review
from eks_gpu.review import Level, plan, read, review

ROOT = Path(__file__).parents[2]
PLANS = sorted((ROOT / "tests" / "review" / "plans").glob("*.json"))
MATCHER = ROOT / "examples" / "pipelines" / "github-actions" / "problem-matcher.json"


def page(name: str) -> Page:
    path = ROOT / "tests" / "review" / "plans" / f"{name}.json"
    return Page(review([plan(read(path), str(path))]))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_recorded_plan_has_its_lines(path: Path) -> None:
    reviewed = page(path.stem)
    found = findings(reviewed)
    (pattern,) = json.loads(MATCHER.read_text(encoding="utf-8"))["problemMatcher"][0]["pattern"]
    written = lines.concise(found).splitlines()

    assert len(written) == len(found) == lines.github(found).count("\n")
    assert all(re.fullmatch(pattern["regexp"], line) for line in written)
    worst = {one.id.removeprefix("plan-") for one in found} & {level.name.lower() for level in Level}
    entries = [entry for section in reviewed.review.sections for entry in section.entries]
    assert worst == {entry.level.name.lower() for entry in entries if entry.level >= Level.INTERRUPT}


def test_nodes_that_are_replaced_are_a_warning() -> None:
    (found,) = findings(page("disk"))

    assert (found.severity, found.id, found.where) == (
        "warning",
        "plan-interrupt",
        "aws_eks_node_group.gpu-training_nodes",
    )
    assert found.message == "nodes replaced"


def test_what_is_destroyed_is_an_error_and_the_worst_comes_first() -> None:
    found = findings(page("destroy-cluster"))
    levels = [Level[one.id.removeprefix("plan-").upper()] for one in found]

    assert levels == sorted(levels, reverse=True)
    assert {one.severity for one in found if one.id in {"plan-destroy", "plan-lose"}} == {"error"}


def test_a_field_that_forces_the_replacement_is_named() -> None:
    texts = [one.message for one in findings(page("cluster-replaced"))]

    assert any(re.search(r"replaced, \w+ one first \(.+: .+ → .+\)", text) for text in texts)


def test_a_refusal_comes_first() -> None:
    found = findings(page("cluster-replaced"))

    assert found[0].id == "plan-refused"
    assert found[0].severity == "error"


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_sarif_has_the_same_findings_with_a_sentence_each(path: Path) -> None:
    found = findings(page(path.stem))
    (run_,) = json.loads(of_review(found, FINDINGS))["runs"]
    rules = run_["tool"]["driver"]["rules"]

    assert [(one["ruleId"], one["level"]) for one in run_["results"]] == [(one.id, one.severity) for one in found]
    assert [rules[one["ruleIndex"]]["id"] for one in run_["results"]] == [one.id for one in found]
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in rules)


def test_every_level_has_its_sentence() -> None:
    levels = {f"plan-{level.name.lower()}" for level in Level if level >= Level.INTERRUPT}

    assert levels < FINDINGS.keys()


@pytest.mark.parametrize("form", ["concise", "github", "sarif"])
@pytest.mark.parametrize("name", ["disk", "nothing-cluster", "group-removed"])
def test_the_exit_code_is_that_of_the_text(form: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = ROOT / "tests" / "review" / "plans" / f"{name}.json"
    codes = {run([path], Options(one, fail_on="replace")) for one in ("text", form)}
    capsys.readouterr()
    code = run([path], Options(form, fail_on="replace"))
    out = capsys.readouterr().out

    assert codes == {code}
    empty = out == "" if form != "sarif" else json.loads(out)["runs"][0]["results"] == []
    assert empty is (name == "nothing-cluster")
