"""The committed data and the tool that makes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tools.catalog import check, check_types, check_versions, files, provenance, recorded

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that a test may spoil."""
    for path in files.DATA.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for module in (files, check, provenance):
        monkeypatch.setattr(module, "DATA", tmp_path)
    for module in (check, provenance):
        monkeypatch.setattr(module, "SOURCE", tmp_path / "SOURCE.json")
    return tmp_path


def test_the_data_is_right() -> None:
    assert list(check.problems()) == []


def test_the_packages_are_those_the_data_was_made_with() -> None:
    """Without this the comparison byte for byte would be left out in silence."""
    source = json.loads(files.SOURCE.read_text(encoding="utf-8"))
    assert recorded.versions() == source["recorded"]["packages"]


def test_a_check_without_the_packages_still_looks_at_the_data(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "versions", dict)
    (data / "regions.json").write_text((data / "regions.json").read_text() + " ")
    assert list(check.problems()) == [
        "regions.json is not what SOURCE.json has the hash of; run tools/update_catalog.py"
    ]


def test_a_stray_file_is_a_problem(data: Path) -> None:
    (data / "more.json").write_text("{}")
    assert "SOURCE.json and the folder name different files: ['more.json']" in list(check.problems())


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("instance_types.jsonl", '"physical_count":0', '"physical_count":1', "g6f.large lacks a sound GPU"),
        ("instance_types.jsonl", '"efa_max":16', '"efa_max":18', "p6-b300.48xlarge lacks EFA on cards that take it"),
        ("instance_types.jsonl", '"ebs_attachments":25', '"ebs_attachments":0', "lacks attachments for EBS volumes"),
        ("zone_offerings.jsonl", '"us-east-1":"abcdf/12456"', '"us-east-1":"xyz/12456"', "g5.xlarge in us-east-1"),
        ("gpus.json", '"max_parts": 7', '"max_parts": 8', "1g.5gb does not fit"),
        ("gpus.json", '"A10G"', '"A10"', "A10G of 22888 MiB"),
        ("other_types.json", '"g6.2xlarge"', '"g6.3xlarge"', "replaced by g6.3xlarge"),
        ("images.json", "autoscaler:v1.35.2", "autoscaler:v1.34.2", "is not for 1.35"),
        ("addons.json", '"1.36"', '"1.99"', "minors are unknown"),
        ("ami_types.json", "AL2023_x86_64_NVIDIA", "AL2023_x86_64_GPU", "EKS has no AL2023_x86_64_GPU"),
        ("kubernetes.json", "2027-03-27", "2029-03-27", "dates are out of order"),
    ],
)
def test_a_wrong_fact_is_found(data: Path, file: str, old: str, new: str, said: str) -> None:
    text = (data / file).read_text(encoding="utf-8")
    (data / file).write_text(text.replace(old, new), encoding="utf-8")
    found = [*check_types.type_problems(), *check_versions.version_problems(), *check._offerings()]
    assert any(said in problem for problem in found)


def test_writing_again_changes_nothing(data: Path) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    provenance.write()
    assert before == {path.name: path.read_bytes() for path in data.iterdir()}


def test_lines_start_with_their_key() -> None:
    """The reader finds a row by it, without parsing the others."""
    for name in (files.TYPES, files.OFFERINGS):
        assert all(line.startswith('{"name":"') for line in files.read(name).splitlines())
