"""The schema that editors get: as strict as the loader, and no stricter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from ruamel.yaml import YAML

from eks_gpu.cli.schema import overlay_schema, schema
from tests.checks.test_rules import CASES
from tests.effort import examples
from tests.specs import BASE, changed
from tests.strategies import valid_specs

ROOT = Path(__file__).parents[2]
WHOLE, PARTIAL = schema(), overlay_schema()
VALIDATOR = jsonschema.Draft202012Validator(json.loads(WHOLE))
OVERLAY = jsonschema.Draft202012Validator(json.loads(PARTIAL))
PARTS = sorted(ROOT.glob("examples/fleet/*.yaml"))
FILES = sorted([*ROOT.glob("clusters/*.yaml"), *ROOT.glob("tests/corpus/sound/*.yaml")])


def errors(data: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(json.loads(json.dumps(data)))]


@pytest.mark.slow
def test_it_is_a_schema_and_the_committed_copy_is_current() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(WHOLE))

    assert (ROOT / "docs" / "cluster.schema.json").read_text(encoding="utf-8") == WHOLE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sound_files_are_valid(file: Path) -> None:
    assert errors(YAML(typ="safe", pure=True).load(file)) == []


@pytest.mark.slow
def test_whatever_the_rules_judge_is_valid() -> None:
    """Rules speak about what the models have taken; an editor marks none of it."""
    assert [(case, found) for case in CASES if (found := errors(changed(case.changes)))] == []


@examples(40, derandomize=True)
@given(valid_specs())
def test_what_the_loader_takes_is_valid(data: dict[str, Any]) -> None:
    assert errors(data) == []


@pytest.mark.parametrize(
    "edit",
    [
        {"nmae": "x"},
        {"gpu_node_groups[0].max_nodes": 1},
        {"kubernetes_version": 1.35},
        {"network.zones": "us-west-2a"},
        {"workloads[0].kind": "jbo"},
        {"workloads[0].memory": "12 GB"},
        {"name": "Upper"},
        {"tags": {"aws:team": "x"}},
        {"workloads[0].env": {"1ST": "x"}},
        {"workloads[0].env": {"ONE": 1}},
        {"workloads[0].cpu": True},
        {"workloads[0].cpu": -1},
        {"gpu_node_groups[0].labels": {"a b": "c"}},
        {"addons": {"vpc-nci": "v1.20.4-eksbuild.2"}},
        {"network": {}},
        {"network": {"vpc_id": "vpc-0a1b2c3d4e5f60718", "zones": ["us-west-2a", "us-west-2b"]}},
    ],
    ids=str,
)
def test_mistakes_are_marked(edit: dict[str, Any]) -> None:
    assert errors(BASE) == []
    assert errors(changed(edit)) != []


def test_bare_numbers_are_quantities() -> None:
    assert errors(changed({"workloads[0].cpu": 3})) == errors(changed({"workloads[0].cpu": 0.5})) == []


def test_an_existing_network_is_valid() -> None:
    subnets = {"us-west-2a": "subnet-0a1b2c3d4e5f60718", "usw2-az2": "subnet-00000000"}

    assert errors(changed({"network": {"vpc_id": "vpc-0a1b2c3d4e5f60718", "private_subnets": subnets}})) == []


def test_nothing_takes_keys_that_it_does_not_know() -> None:
    document = json.loads(WHOLE)
    # The values of a chart are what the chart's authors say.
    parts = [document, *(part for name, part in document["$defs"].items() if name != "JsonValue")]
    maps = [field for part in parts for field in part.get("properties", {}).values() if "patternProperties" in field]

    assert maps
    assert [part["additionalProperties"] for part in (*parts, *maps)] == [False] * len([*parts, *maps])


def test_every_field_has_a_description() -> None:
    document = json.loads(WHOLE)
    models = [document, *document["$defs"].values()]

    bare = [
        name for model in models for name, field in model.get("properties", {}).items() if not field.get("description")
    ]
    assert bare == []


def test_one_endpoint_may_stand_without_a_list() -> None:
    assert errors(changed({"network.endpoints": "private"})) == []


@pytest.mark.slow
def test_the_committed_schema_of_overlays_is_current() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(PARTIAL))

    assert (ROOT / "docs" / "overlay.schema.json").read_text(encoding="utf-8") == PARTIAL


@pytest.mark.parametrize("file", PARTS, ids=lambda file: file.stem)
def test_parts_of_a_cluster_are_valid_overlays(file: Path) -> None:
    assert [error.message for error in OVERLAY.iter_errors(YAML(typ="safe", pure=True).load(file))] == []


@pytest.mark.parametrize(
    ("part", "valid"),
    [
        ({}, True),
        ({"tags": None}, True),
        ({"tags": {"team": None}}, True),
        ({"gpu_node_groups": [{"name": "a", "remove": True}]}, True),
        ({"gpu_node_groups": [{"name": "a", "max": None, "max_per_zone": 1}]}, True),
        ({"backend": {"cloud": {}}}, True),
        ({"extends": ["a.yaml"]}, False),
        ({"name": None}, False),
        ({"remove": True}, False),
        ({"gpu_node_groups": [{"name": "a", "remove": False}]}, False),
        ({"gpu_node_groups": [{"name": "a", "max_nodes": 1}]}, False),
        ({"kubernetes_version": 1.35}, False),
    ],
    ids=str,
)
def test_an_overlay_may_leave_out_and_take_away(part: dict[str, Any], *, valid: bool) -> None:
    assert OVERLAY.is_valid(part) is valid
