"""The schema that editors get: as strict as the loader, and no stricter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML

from eks_gpu.cli.schema import schema
from tests.specs import BASE, changed
from tests.strategies import valid_specs

ROOT = Path(__file__).parents[2]
VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema()))
FILES = sorted([*ROOT.glob("clusters/*.yaml"), *ROOT.glob("tests/corpus/sound/*.yaml")])


def errors(data: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(json.loads(json.dumps(data)))]


def test_it_is_a_schema_and_the_committed_copy_is_current() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))

    assert (ROOT / "docs" / "cluster.schema.json").read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sound_files_are_valid(file: Path) -> None:
    assert errors(YAML(typ="safe", pure=True).load(file)) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40, derandomize=True)
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
    ],
    ids=str,
)
def test_mistakes_are_marked(edit: dict[str, Any]) -> None:
    assert errors(BASE) == []
    assert errors(changed(edit)) != []


def test_bare_numbers_are_quantities() -> None:
    assert errors(changed({"workloads[0].cpu": 3})) == errors(changed({"workloads[0].cpu": 0.5})) == []


def test_every_field_has_a_description() -> None:
    document = json.loads(schema())
    models = [document, *document["$defs"].values()]

    bare = [
        name for model in models for name, field in model.get("properties", {}).items() if not field.get("description")
    ]
    assert bare == []
