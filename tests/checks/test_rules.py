"""Every rule, by tables of what it objects to and of what it lets pass."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eks_gpu import checks, declaration
from eks_gpu.design import design_cluster
from eks_gpu.rules import rule_id
from eks_gpu.spec import ClusterSpec
from tests.checks import cases
from tests.lengths import lines_of_code
from tests.specs import BASE, Case, attached, changed

if TYPE_CHECKING:
    from eks_gpu.problem import Problem

# Every module of `cases` is a table; a new one needs no line here.
TABLES = sorted(f"{cases.__name__}.{module.name}" for module in pkgutil.iter_modules(cases.__path__))
CASES: tuple[Case, ...] = tuple(case for table in TABLES for case in importlib.import_module(table).CASES)
RULES = {rule_id(rule.__name__): rule for rule in checks.rules()}
CLUSTERS = Path(__file__).parents[2] / "clusters"


def found(case: Case) -> list[Problem]:
    spec = ClusterSpec.model_validate(changed(case.changes))
    design = design_cluster(spec, attached(spec, case.files))
    problems = list(checks.run(design))
    assert all(problem.message and problem.fix for problem in problems)
    return [problem for problem in problems if problem.id == case.rule]


@pytest.mark.parametrize("case", [case for case in CASES if case.where is not None], ids=str)
def test_objects(case: Case) -> None:
    problems = found(case)

    assert [(problem.severity, problem.where) for problem in problems][:1] == [(case.severity, case.where)]
    assert case.says in f"{problems[0].message} {problems[0].fix}"


@pytest.mark.parametrize("case", [case for case in CASES if case.where is None], ids=str)
def test_lets_pass(case: Case) -> None:
    assert found(case) == []


def test_the_base_is_sound() -> None:
    assert list(checks.run(design_cluster(ClusterSpec.model_validate(BASE)))) == []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_page_and_both_kinds_of_case(rule: str) -> None:
    page = inspect.getdoc(RULES[rule]) or ""
    assert "**Why.**" in page
    assert "**Fix.**" in page
    assert {case.where is None for case in CASES if case.rule == rule} == {True, False}


def test_cases_are_about_rules() -> None:
    assert {case.rule for case in CASES} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_short_and_speaks_for_itself_only(rule: str) -> None:
    # One line separates the examples from the rest.
    assert lines_of_code(RULES[rule]) <= 81


@pytest.mark.parametrize("file", sorted(CLUSTERS.glob("*.yaml")), ids=lambda file: file.stem)
def test_shipped_examples_have_no_finding(file: Path) -> None:
    assert declaration.read(file, file.name).problems == ()


def test_the_value_of_a_secret_is_never_printed() -> None:
    secret = "correct-horse-battery"
    case = Case("env-secret", {"workloads[0].env": {"API_KEY": secret}}, "")
    problems = list(found(case))
    assert problems
    assert all(secret not in str(problem) for problem in problems)
