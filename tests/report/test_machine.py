"""What machines are told: JSON of a fixed shape, and SARIF by its schema."""

from __future__ import annotations

import json

import pytest

from eks_gpu import checks, declaration
from eks_gpu.problem import Problem
from eks_gpu.report.machine import as_json
from eks_gpu.report.text import report
from eks_gpu.spec import load_text, parse
from tests.report.files import IGNORED
from tests.specs import changed


def read(text: str, name: str = "clusters/a b.yaml") -> declaration.Declaration:
    return declaration.check(load_text(text, name))


def test_json_has_the_promised_shape() -> None:
    document = json.loads(as_json([read(IGNORED)]))

    (problem,) = document["problems"]
    assert list(problem)[:5] == ["id", "severity", "where", "message", "fix"]
    assert problem["read_more"] == "eks-gpu rule workload-stays-pending"
    assert (problem["id"], problem["file"], problem["line"]) == ("workload-stays-pending", "clusters/a b.yaml", 10)
    (fit,) = document["schedulability"]
    assert (fit["workload"], fit["verdict"]) == ("train", "stays-pending")
    assert (fit["file"], fit["cluster"], fit["namespace"]) == ("clusters/a b.yaml", "one", "default")
    (group,) = fit["node_groups"]
    assert (group["name"], group["verdict"]) == ("gpu", "stays-pending")
    assert "14193Mi" in group["reasons"][0]
    (ignored,) = document["ignored"]
    assert (ignored["id"], ignored["reason"]) == ("spot-pools", "nothing else has this GPU")
    assert [(need["code"], need["vcpus"]) for need in document["quotas"]] == [("L-1216C47A", 8), ("L-3819A6DF", 8)]


def test_a_file_that_cannot_be_read_has_problems_and_nothing_else() -> None:
    document = json.loads(as_json([read("{")], [Problem("no-clusters", "error", "", "none", "write one")]))

    assert [one["id"] for one in document["problems"]] == ["no-clusters", "yaml-syntax"]
    assert document["schedulability"] == document["quotas"] == document["ignored"] == []


def test_text_counts_what_is_ignored_and_fits_80_columns() -> None:
    text = report([read(IGNORED)])

    assert text.endswith("\n\nRead more: eks-gpu rule workload-stays-pending\n1 error, 1 ignored")
    assert max(map(len, text.splitlines())) <= 80


def test_marks_are_words_too() -> None:
    assert "✗ train  gpu  stays-pending" in report([read(IGNORED)])


def test_an_ignored_error_lets_a_design_through() -> None:
    entry = {"id": "workload-stays-pending", "where": "workloads[0].memory", "reason": "a node of ours has more"}

    assert declaration.check(parse(changed({"workloads[0].memory": "15Gi"}))).design is None
    assert declaration.check(parse(changed({"workloads[0].memory": "15Gi", "ignore": [entry]}))).design is not None


@pytest.mark.parametrize(
    ("entry", "rule", "says"),
    [
        ({"id": "spot-pols", "where": "x"}, "ignore-refused", "write spot-pools"),
        ({"id": "spec-value", "where": "name"}, "ignore-refused", "cannot be ignored"),
        ({"id": "spot-pools", "where": "gpu_node_groups[1]"}, "ignore-unused", "nothing to ignore"),
        ({"id": "instance-type-unknown", "where": "x"}, "ignore-refused", "the declaration makes no sense"),
    ],
)
def test_a_list_that_ignores_nothing_is_a_finding(entry: dict[str, str], rule: str, says: str) -> None:
    spec = changed({"ignore": [{**entry, "reason": "because it is so"}]})

    (problem,) = declaration.check(parse(spec)).problems

    assert problem.id == rule
    assert problem.where.startswith("ignore[0].")
    assert says in f"{problem.message} {problem.fix}"


def test_rules_without_which_nothing_can_be_made_say_so() -> None:
    kept = {name for name, rule in checks.by_id().items() if not getattr(rule, "IGNORABLE", True)}

    assert {"instance-type-unknown", "group-size", "backend-choice", "name-duplicate"} <= kept
