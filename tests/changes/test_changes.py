"""Effects of an edit on a running cluster: tables of edits, before and after."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from eks_gpu import changes, declaration
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.spec import ClusterSpec, parse
from tests.changes.cases import CASES, Edit
from tests.effort import examples
from tests.lengths import lines_of_code
from tests.specs import BASE, attached, changed
from tests.strategies import valid_specs

if TYPE_CHECKING:
    from eks_gpu.problem import Problem

CLUSTERS = Path(__file__).parents[2] / "clusters"
RULES = changes.by_id()


def design(changes_: dict[str, Any]) -> ClusterDesign:
    spec = ClusterSpec.model_validate(changed(changes_))
    return design_cluster(spec, attached(spec))


def found(edit: Edit) -> list[Problem]:
    problems = list(changes.run(design(edit.old), design(edit.new)))
    assert all(problem.message and problem.fix for problem in problems)
    return [problem for problem in problems if problem.id == f"change-{edit.rule}"]


@pytest.mark.parametrize("edit", [edit for edit in CASES if edit.where is not None], ids=str)
def test_says_what_an_edit_does(edit: Edit) -> None:
    problems = found(edit)

    assert [(problem.severity, problem.where) for problem in problems] == [(edit.severity, edit.where)]
    assert edit.says in f"{problems[0].message} {problems[0].fix}"


@pytest.mark.parametrize("edit", [edit for edit in CASES if edit.where is None], ids=str)
def test_says_nothing_of_what_is_harmless(edit: Edit) -> None:
    assert found(edit) == []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_page_and_both_kinds_of_case(rule: str) -> None:
    page = inspect.getdoc(RULES[rule]) or ""

    assert rule.startswith("change-")
    assert "**Why.**" in page
    assert "**Fix.**" in page
    assert {edit.where is None for edit in CASES if f"change-{edit.rule}" == rule} == {True, False}


def test_cases_are_about_rules() -> None:
    assert {f"change-{edit.rule}" for edit in CASES} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_short(rule: str) -> None:
    # One line separates the examples from the rest.
    assert lines_of_code(RULES[rule]) <= 81


@pytest.mark.parametrize("file", sorted(CLUSTERS.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_shipped_example_does_nothing_to_itself(file: Path) -> None:
    one, same = (declaration.read(file, file.name).draft for _ in range(2))

    assert one is not None
    assert same is not None
    assert list(changes.run(one, same)) == []


def test_the_base_does_nothing_to_itself() -> None:
    assert list(changes.run(design({}), design({}))) == []


@examples(40, derandomize=True)
@given(valid_specs())
def test_no_edit_does_nothing(data: dict[str, Any]) -> None:
    one, same = (design_cluster(ClusterSpec.model_validate(data)) for _ in range(2))

    assert list(changes.run(one, same)) == []


@examples(60, derandomize=True)
@given(valid_specs(), valid_specs())
def test_any_edit_is_reported_with_paths_of_the_new_file(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Whatever becomes of what: no rule stumbles, and each finding has its place."""
    before, after = (design_cluster(ClusterSpec.model_validate(data)) for data in (old, new))
    fields = set(ClusterSpec.model_fields)

    for problem in changes.run(before, after):
        assert problem.where.partition(".")[0].partition("[")[0] in fields
        assert problem.message
        assert problem.fix


def test_an_own_ami_keeps_its_kubelet_when_the_minor_goes_up() -> None:
    own = {"gpu_node_groups[0].ami": {"id": "ami-0a1b2c3d"}}
    whole, kept = changes.run(design({**own, "kubernetes_version": "1.34"}), design(own))

    assert whole.where == "kubernetes_version"
    assert "every node of every group but gpu is replaced" in whole.message
    assert (kept.where, kept.severity) == ("gpu_node_groups[0].ami.id", "warning")
    assert "build an AMI for 1.35" in kept.fix


def test_a_new_name_is_another_cluster_and_nothing_else_is_reported() -> None:
    """Whatever else the edit changes: the running cluster is not touched."""
    other = {"name": "other", "tags": {"team": "ml"}, "network.nat": "per-zone", "workloads": [], "namespaces": []}

    assert [problem.where for problem in changes.run(design({}), design(other))] == ["name"]


def test_the_value_of_a_variable_is_never_printed() -> None:
    secret = "correct-horse-battery"
    problems = list(changes.run(design({}), design({"workloads[0].env": {"API_KEY": secret}})))

    assert problems
    assert all(secret not in str(problem) for problem in problems)


def test_a_finding_about_an_edit_can_be_ignored_and_is_not_missed_without_one() -> None:
    ignore = [{"id": "change-nodes-replaced", "where": "tags", "reason": "planned for the night"}]
    old = declaration.check(parse(BASE))
    new = declaration.check(parse(changed({"tags": {"team": "ml"}, "ignore": ignore})))

    assert new.problems == ()
    compared = declaration.check_change(new, old)
    assert compared.problems == ()
    assert [one.problem.id for one in compared.ignored] == ["change-nodes-replaced"]


@pytest.mark.parametrize(
    "new",
    [
        # A toleration for every taint of the groups is always derived, and interfaces follow from the group.
        {
            "gpu_node_groups[0].taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}],
            "monitoring.cloudwatch": True,
        },
        {"gpu_node_groups[0].sharing": {"time_slicing": {"replicas": 6, "rename": True}}},
    ],
    ids=["tolerations", "gpus"],
)
def test_no_value_is_offered_that_would_not_keep_a_job(new: dict[str, Any]) -> None:
    (problem,) = (one for one in changes.run(design({}), design(new)) if one.id == "change-workload-replaced")

    assert "cpu" in problem.message
    assert "to keep it" not in problem.fix


def test_the_values_that_are_offered_keep_a_job() -> None:
    new = {"monitoring.cloudwatch": True}
    (problem,) = (one for one in changes.run(design({}), design(new)) if one.id == "change-workload-replaced")
    offered = dict(text.split(": ") for text in problem.fix.partition("write ")[2].replace("'", "").split(", "))
    kept = {f"workloads[0].{field}": value for field, value in offered.items()}

    assert offered
    assert [one.id for one in changes.run(design({}), design(new | kept))] == []
