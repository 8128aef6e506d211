"""Which clusters are synthesized, and which are left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eks_gpu.cluster_files import chosen, cluster_files, files_of, keeps_going
from eks_gpu.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("environment", "context", "expected"),
    [
        ({}, {}, ""),
        ({"EKS_GPU_CLUSTERS": "a,b"}, {}, "a,b"),
        ({"EKS_GPU_CLUSTERS": ""}, {"clusters": "c"}, "c"),
        ({}, {"clusters": ["a", "b"]}, "a,b"),
        ({"CDKTF_CONTEXT_JSON": '{"clusters": "d"}'}, {"clusters": "c"}, "d"),
        ({"CDKTF_CONTEXT_JSON": '{"cdktfRelativeModules": []}'}, {"clusters": "c"}, "c"),
        ({"CDKTF_CONTEXT_JSON": "{"}, {}, ""),
        ({"EKS_GPU_CLUSTERS": "a", "CDKTF_CONTEXT_JSON": '{"clusters": "d"}'}, {"clusters": "c"}, "a"),
    ],
)
def test_the_choice(tmp_path: Path, environment: dict[str, str], context: dict[str, str], expected: str) -> None:
    settings = tmp_path / "cdktf.json"
    settings.write_text(json.dumps({"language": "python", "context": context}), encoding="utf-8")

    assert chosen(environment, settings) == expected


def test_without_settings_all_are_chosen(tmp_path: Path) -> None:
    assert chosen({}, tmp_path / "cdktf.json") == ""


def test_files_are_chosen_by_name(tmp_path: Path) -> None:
    for name in ("_defaults", "a", "staging", "c"):
        (tmp_path / f"{name}.yaml").write_text("", encoding="utf-8")
    files, problems = cluster_files(tmp_path, "c, a,c,stagin")

    assert [path.stem for path in files] == ["c", "a"]
    assert [(one.id, one.fix) for one in problems] == [("unknown-cluster", "write staging")]


@pytest.mark.parametrize(
    ("arguments", "value", "expected"),
    [([], "", False), (["--keep-going"], "", True), ([], "1", True), ([], "false", False), ([], "0", False)],
)
def test_keep_going(arguments: list[str], value: str, *, expected: bool) -> None:
    assert keeps_going(arguments, {"EKS_GPU_KEEP_GOING": value}) is expected


def test_an_error_stops_its_own_cluster() -> None:
    named = {"a.yaml": "a", "b.yaml": "b", "c.yaml": "c", "d.yaml": "c"}
    problems = [
        Problem("x", "warning", "", "", "", "a.yaml"),
        Problem("x", "error", "", "", "", "b.yaml"),
        Problem("x", "error", "", "", "", "d.yaml"),
    ]

    # Which of two clusters of one name is meant, nobody knows.
    assert files_of(problems, named) == {"b.yaml", "c.yaml", "d.yaml"}
    assert files_of([Problem("x", "error", "", "", "", "_base.yaml", read_for=("a.yaml",))], named) >= {"a.yaml"}
