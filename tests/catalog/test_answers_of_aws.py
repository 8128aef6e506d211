"""The way into the catalogue for an instance type that the recorded answers lack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tools import update_catalog
from tools.catalog import check, check_types, files, provenance, recorded, zone_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAME = "g9z.2xlarge"
ZONES = {
    "availability-zone": ["us-west-2a", "us-west-2c"],
    "availability-zone-id": ["usw2-az1", "usw2-az3"],
}


@pytest.fixture
def printed(tmp_path: Path) -> Callable[[str, Any], Path]:
    def write(name: str, answer: Any) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(answer), encoding="utf-8")
        return path

    return write


def new_type() -> dict[str, Any]:
    """A type that nobody has recorded, in the form in which AWS describes its sister."""
    return {**recorded.instance_types()["g6.2xlarge"], "InstanceType": NAME}


def offered(kind: str) -> dict[str, Any]:
    return {
        "InstanceTypeOfferings": [
            {"InstanceType": NAME, "LocationType": kind, "Location": zone} for zone in ZONES[kind]
        ]
    }


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue that a test may change, with no cached answer."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in files.DATA.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    for module in (files, check, provenance):
        monkeypatch.setattr(module, "DATA", folder)
    for module in (check, provenance):
        monkeypatch.setattr(module, "SOURCE", folder / "SOURCE.json")
    monkeypatch.setattr(recorded, "ANSWERS", tmp_path / "answers")
    return folder


def forget() -> None:
    """A command of its own has read nothing yet."""
    for function in (recorded.instance_types, recorded.kept, recorded.offerings, zone_rows._zones):
        function.cache_clear()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    forget()


def run(*arguments: object) -> int:
    forget()
    return update_catalog.main([str(argument) for argument in arguments])


@pytest.mark.slow
def test_a_type_that_aws_described_is_in_the_catalogue(
    data: Path, printed: Callable[[str, Any], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    sister = next(row for row in files.rows(files.TYPES) if row["name"] == "g6.2xlarge")
    given = [printed("type.json", {"InstanceTypes": [new_type()]})]
    given += [printed(f"{kind}.json", offered(kind)) for kind in ZONES]

    assert run("--from-aws", *given, "--read", "2026-11-29") == 0
    assert capsys.readouterr().out == f"taken: {NAME}\n"
    rows = {row["name"]: row for row in files.rows(files.TYPES)}
    assert rows[NAME] == {**sister, "name": NAME}
    offerings = {row["name"]: row["regions"] for row in files.rows(files.OFFERINGS)}
    assert offerings[NAME] == {"us-west-2": "ac/13"}
    assert json.loads((data / "SOURCE.json").read_text())["read_from_aws"] == {NAME: "2026-11-29"}
    assert run("--check") == 0


@pytest.mark.slow
def test_without_answers_the_catalogue_stays_as_it_is(data: Path) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir()}

    assert run() == 0
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


@pytest.mark.slow
def test_a_new_gpu_model_is_named(
    data: Path, printed: Callable[[str, Any], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    described = json.loads(json.dumps(new_type()))
    described["GpuInfo"]["Gpus"][0]["Name"] = "Z100"
    given = [printed("type.json", {"InstanceTypes": [described]})]
    given += [printed(f"{kind}.json", offered(kind)) for kind in ZONES]

    assert data.exists()
    assert run("--from-aws", *given, "--read", "2026-11-29") == 1
    assert "Z100" in capsys.readouterr().err
    assert any("Z100" in problem for problem in check_types.type_problems())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"Reservations": []}, "neither 'InstanceTypes' nor 'InstanceTypeOfferings'"),
        ({"InstanceTypes": [{"InstanceType": NAME}]}, "the answer is incomplete"),
        ({"InstanceTypes": []}, "no file describes a type"),
        ([], "neither"),
        (
            {"InstanceTypeOfferings": [{"InstanceType": NAME, "LocationType": "region", "Location": "us-west-2"}]},
            "is not a zone of a recorded region",
        ),
        ("the type alone", "by zone name are known for no region"),
    ],
)
def test_a_file_that_does_not_help_is_refused_whole(
    data: Path, printed: Callable[[str, Any], Path], capsys: pytest.CaptureFixture[str], answer: Any, reason: str
) -> None:
    given = {"InstanceTypes": [new_type()]} if answer == "the type alone" else answer
    before = {path.name: path.read_bytes() for path in data.iterdir()}

    with pytest.raises(SystemExit) as refused:
        run("--from-aws", printed("answer.json", given), "--read", "2026-11-29")

    assert refused.value.code == 2
    assert reason in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before
    assert not recorded.ANSWERS.exists()


@pytest.mark.parametrize("arguments", [["--from-aws", "x.json"], ["--read", "2026-11-29"]])
def test_the_day_belongs_to_the_answer(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        run(*arguments)


def test_a_day_is_a_date(printed: Callable[[str, Any], Path], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--from-aws", printed("type.json", {"InstanceTypes": [new_type()]}), "--read", "today")

    assert "'today' is not a day" in capsys.readouterr().err
