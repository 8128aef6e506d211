"""Shared defaults and overlays: what the files of a cluster say together, and who is told of their mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu import declaration
from eks_gpu.problem import Position, distinct
from eks_gpu.report.merged import merged
from eks_gpu.spec import Loaded, load_file, load_text
from eks_gpu.spec.reading.node import Node, Place
from eks_gpu.spec.reading.overlay import Overlay

if TYPE_CHECKING:
    from pathlib import Path

DEFAULTS = """
region: us-west-2
kubernetes_version: "1.35"
tags: {team: ml, cost-center: "42"}
access: {runner: vpc}
backend: {s3: {bucket: acme-state, region: us-west-2}}
"""
BASE = """
name: base
network: {zones: [us-west-2a, us-west-2b]}
gpu_node_groups:
  - {name: small, instance_types: [g5.xlarge], max_per_zone: 2, labels: {s3: "yes"}}
  - {name: large, instance_types: [g5.12xlarge], max: 2}
workloads:
  - {name: serve, kind: deployment, replicas: 2, image: "registry.example/serve:1"}
"""
OVERLAY = "extends: _base.yaml\nname: dev\n"
# What an overlay says, and what the declaration then says at a path.
ROWS: tuple[tuple[str, str, Any], ...] = (
    ("", "region", "us-west-2"),
    ("region: eu-central-1", "region", "eu-central-1"),
    ("", "name", "dev"),
    ("tags: {env: dev}", "tags", {"team": "ml", "cost-center": "42", "env": "dev"}),
    ("tags: {team: null}", "tags", {"cost-center": "42"}),
    ("tags: null", "tags", {}),
    ("network: {nat: none}", "network.nat", "none"),
    ("network: {nat: none}", "network.zones", ["us-west-2a", "us-west-2b"]),
    ("network: {zones: [us-west-2b, us-west-2c]}", "network.zones", ["us-west-2b", "us-west-2c"]),
    ("gpu_node_groups: [{name: small, disk_gib: 99}]", "gpu_node_groups[0].disk_gib", 99),
    ("gpu_node_groups: [{name: large, disk_gib: 99}]", "gpu_node_groups[0].disk_gib", 200),
    ("gpu_node_groups: [{name: large, disk_gib: 99}]", "gpu_node_groups[1].disk_gib", 99),
    ("gpu_node_groups: [{name: small, remove: true}]", "gpu_node_groups[0].name", "large"),
    ("gpu_node_groups: [{name: more, instance_types: [g5.xlarge], max: 1}]", "gpu_node_groups[2].name", "more"),
    ("gpu_node_groups: []", "gpu_node_groups", []),
    ("gpu_node_groups: null", "gpu_node_groups", []),
    ("workloads: [{name: serve, replicas: 7}]", "workloads[0].replicas", 7),
    ("workloads: [{name: serve, namespace: default, replicas: 7}]", "workloads[0].replicas", 7),
    ("gpu_node_groups: [{name: small, labels: {local: x}}]", "gpu_node_groups[0].labels", {"s3": "yes", "local": "x"}),
    ("gpu_node_groups: [{name: small, remove: yes}]", "gpu_node_groups[0].name", "large"),
    ("workloads: [{name: serve, scaling: {max: 3, metrics: [{cpu_percent: 60}]}}]", "workloads[0].scaling.max", 3),
    # The other way of saying the same thing is gone.
    ("backend: {cloud: {organization: acme}}", "backend.s3", None),
    ("backend: {s3: {bucket: other}}", "backend.s3.region", "us-west-2"),
    ("gpu_node_groups: [{name: small, max: 9}]", "gpu_node_groups[0].max_per_zone", None),
    ("gpu_node_groups: [{name: small, max: 9}]", "gpu_node_groups[0].max", 9),
    ("network: {vpc_id: vpc-1234abcd, private_subnets: {us-west-2a: subnet-00000001, us-west-2b: subnet-00000002}}",
     "network.vpc_id", "vpc-1234abcd"),
)  # fmt: skip
# What an overlay says, and the id, line and a part of what is said about it.
MISTAKES: tuple[tuple[str, str, int, str], ...] = (
    ("gpu_node_groups: [{name: smal, max: 9}]", "spec-missing", 3, "write 'small' if you meant the one in"),
    ("gpu_node_groups: [{name: smal, remove: true}]", "overlay-remove", 3, "write small"),
    ("gpu_node_groups: [{name: small, remove: true, max: 1}]", "spec-unknown-key", 3, "remove it"),
    ("gpu_node_groups: [{name: small, max_nodes: 9}]", "spec-unknown-key", 3, "write 'max'"),
    ("region: null", "spec-missing", 0, "add 'region"),
    ("network: [us-west-2a]", "spec-type", 3, "keys and values"),
    ("gpu_node_groups: [{name: small, max: 1}, {name: small, max: 2}]", "spec-missing", 3, "small"),
    ("extend: _base.yaml", "spec-unknown-key", 3, "extends"),
)


def written(folder: Path, **files: str) -> Path:
    for name, text in {"_defaults": DEFAULTS, "_base": BASE, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def dev(folder: Path, text: str) -> Loaded:
    return load_file(written(folder, dev=OVERLAY + text) / "dev.yaml", "dev.yaml")


def at(spec: Any, path: str) -> Any:
    for step in path.replace("[", ".").replace("]", "").split("."):
        spec = spec[int(step)] if isinstance(spec, list) else spec.get(step)
    return spec


@pytest.mark.parametrize(("text", "path", "expected"), ROWS)
def test_what_the_files_say_together(tmp_path: Path, text: str, path: str, expected: object) -> None:
    loaded = dev(tmp_path, text)

    assert loaded.problems == ()
    assert loaded.spec is not None
    assert at(loaded.spec.model_dump(mode="json"), path) == expected


@pytest.mark.parametrize(("text", "rule", "line", "part"), MISTAKES)
def test_a_mistake_is_told_where_it_is(tmp_path: Path, text: str, rule: str, line: int, part: str) -> None:
    (found,) = [one for one in dev(tmp_path, text).problems if one.id == rule][:1]

    assert (found.file, found.position.line if found.position else 0) == ("dev.yaml", line)
    assert part in found.fix + found.message


def test_a_mistake_below_is_told_once_for_all_clusters(tmp_path: Path) -> None:
    written(tmp_path, _base=BASE.replace("max: 2", "max: many"), a=OVERLAY, b="extends: _base.yaml\nname: b\n")
    found = distinct(
        problem for name in "ab" for problem in declaration.read(tmp_path / f"{name}.yaml", f"c/{name}.yaml").problems
    )

    (kind,) = [one for one in found if one.id == "spec-type"]
    assert str(kind).splitlines()[0] == "c/_base.yaml:6:50: gpu_node_groups[1].max (read for c/a.yaml, c/b.yaml)"


def test_findings_of_rules_point_into_the_file_that_says_it(tmp_path: Path) -> None:
    written(tmp_path, _base=BASE.replace("g5.12xlarge", "p3.2xlarge"), dev=OVERLAY)
    found = declaration.read(tmp_path / "dev.yaml", "dev.yaml").problems

    assert {(one.file, one.read_for) for one in found if one.severity == "error"} == {("_base.yaml", ("dev.yaml",))}


@pytest.mark.parametrize(
    ("files", "rule", "file", "part"),
    [
        ({"dev": "extends: absent.yaml"}, "extends-refused", "dev.yaml", "cannot read absent.yaml"),
        ({"dev": "extends: [_base.yaml]"}, "extends-refused", "dev.yaml", "takes one"),
        ({"dev": "extends: /etc/passwd"}, "extends-refused", "dev.yaml", "relative"),
        ({"dev": "extends: dev.yaml"}, "extends-refused", "dev.yaml", "circle: dev.yaml extends dev.yaml"),
        ({"dev": "extends: b.yaml", "b": "extends: dev.yaml"}, "extends-refused", "b.yaml", "circle"),
        ({"dev": OVERLAY, "_base": "- a"}, "spec-shape", "_base.yaml", "keys and values"),
        ({"dev": OVERLAY, "_base": "a: ["}, "yaml-syntax", "_base.yaml", "not valid YAML"),
        ({"dev": OVERLAY, "_defaults": "a: ["}, "yaml-syntax", "_defaults.yaml", "not valid YAML"),
        ({"dev": OVERLAY, "_defaults": OVERLAY}, "extends-refused", "_defaults.yaml", "cannot extend another file"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_merged(tmp_path: Path, files: dict[str, str], rule: str, file: str, part: str) -> None:
    (found,) = load_file(written(tmp_path, **files) / "dev.yaml", "dev.yaml").problems

    assert (found.id, found.file) == (rule, file)
    assert part in found.message


def test_a_part_is_no_cluster(tmp_path: Path) -> None:
    (found,) = load_file(written(tmp_path) / "_base.yaml", "clusters/_base.yaml").problems

    assert found.id == "no-cluster-file"
    assert "eks-gpu check clusters" in found.fix


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_defaults_may_be_empty(tmp_path: Path, text: str) -> None:
    files = {"_defaults": text, "_base": DEFAULTS + BASE.replace("name: base", ""), "dev": OVERLAY}
    loaded = load_file(written(tmp_path, **files) / "dev.yaml")

    assert loaded.problems == ()


def test_an_overlay_of_an_overlay(tmp_path: Path) -> None:
    files = {"staging": "extends: _base.yaml\nname: s\ntags: {env: s}", "prod": "extends: staging.yaml\nname: p"}
    loaded = load_file(written(tmp_path, **files) / "prod.yaml", "prod.yaml")

    assert loaded.spec is not None
    assert (loaded.spec.name, loaded.spec.tags["env"]) == ("p", "s")
    assert loaded.layers == ("_defaults.yaml", "_base.yaml", "staging.yaml", "prod.yaml")


def test_the_name_is_never_inherited(tmp_path: Path) -> None:
    files = {"_defaults": DEFAULTS + "name: all", "dev": "extends: _base.yaml"}
    (found,) = load_file(written(tmp_path, **files) / "dev.yaml", "dev.yaml").problems

    assert (found.id, found.where) == ("spec-missing", "name")


def test_a_base_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "clusters").mkdir()
    written(tmp_path)
    path = tmp_path / "clusters" / "dev.yaml"
    path.write_text(f"extends: ../_base.yaml\nname: dev\n{DEFAULTS}", encoding="utf-8")

    assert load_file(path, "clusters/dev.yaml").layers == ("_base.yaml", "clusters/dev.yaml")


def test_text_without_a_file_extends_nothing() -> None:
    (found,) = load_text(f"{OVERLAY}{DEFAULTS}{BASE.replace('name: base', '')}").problems

    assert (found.id, found.position) == ("extends-refused", Position(1, 1))


def test_workloads_of_two_namespaces(tmp_path: Path) -> None:
    second = '  - {name: serve, namespace: team, kind: deployment, replicas: 3, image: "registry.example/serve:1"}\n'
    files = {"_base": f"{BASE}{second}namespaces: [{{name: team}}]\n"}
    text = "workloads: [{name: serve, namespace: team, replicas: 9}]"
    loaded = load_file(written(tmp_path, **files, dev=OVERLAY + text) / "dev.yaml")

    assert loaded.spec is not None
    assert [(one.namespace, one.replicas) for one in loaded.spec.workloads] == [("default", 2), ("team", 9)]


def test_what_is_shown_reads_the_same(tmp_path: Path) -> None:
    loaded = dev(tmp_path, "tags: {team: null}\ngpu_node_groups: [{name: small, max: 9}]")

    assert load_text(merged(loaded)).spec == loaded.spec
    assert load_text(merged(loaded, loaded.spec)).spec == loaded.spec


def test_what_is_shown_says_where_it_stands(tmp_path: Path) -> None:
    lines = merged(dev(tmp_path, "gpu_node_groups: [{name: small, max: 9}]")).splitlines()
    notes = {line.partition("#")[0].strip(): line.partition("# ")[2] for line in lines}

    assert notes["name: dev"] == ""
    assert notes["kubernetes_version: '1.35'"] == "_defaults.yaml:3"
    assert notes["network:"] == "_base.yaml:3"
    assert notes["max: 9"] == ""
    assert notes["instance_types: [g5.xlarge]"] == "_base.yaml:5"
    # Said with the mapping around it.
    assert notes["zones: [us-west-2a, us-west-2b]"] == ""


SCALARS = st.one_of(st.integers(), st.text(max_size=3), st.booleans())
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.sampled_from("abc"), below, max_size=3),
        st.lists(st.fixed_dictionaries({"name": st.sampled_from("xyz")}, optional={"a": below}), max_size=3),
    ),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(st.sampled_from("abc"), TREES, max_size=3)


def node(value: Any, file: str = "") -> Node:
    place = Place(file, Position(1, 1))
    if isinstance(value, dict):
        return Node({key: node(item, file) for key, item in value.items()}, place)
    return Node([node(item, file) for item in value] if isinstance(value, list) else value, place)


def together(*layers: object) -> Any:
    return Overlay().merge([node(one) for one in layers]).plain


@given(MAPPINGS)
def test_nothing_over_or_below_changes_nothing(tree: dict[str, Any]) -> None:
    assert together(tree, {}) == together({}, tree) == tree


@given(MAPPINGS, MAPPINGS)
def test_what_is_said_above_holds(below: dict[str, Any], above: dict[str, Any]) -> None:
    result = together(below, above)

    assert result.keys() == below.keys() | above.keys()
    assert all(result[key] == value for key, value in above.items() if not isinstance(value, dict | list))
    assert all(result[key] == value for key, value in below.items() if key not in above)


@given(MAPPINGS, MAPPINGS)
def test_every_path_has_a_place(below: dict[str, Any], above: dict[str, Any]) -> None:
    result = Overlay().merge([node(below, "below"), node(above, "above")])

    assert all(place.file in {"below", "above"} for _, place in result.places())
    assert all(place.file == "above" for path, place in result.places() if path in above)
