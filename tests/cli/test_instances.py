"""The catalogue as a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eks_gpu import catalog
from eks_gpu.cli.instances import Wanted, rows, run, table
from eks_gpu.costs import prices_of

if TYPE_CHECKING:
    from pathlib import Path


def ask(gpu: str | None = None, region: str | None = None, *, mig: bool = False, as_json: bool = False) -> int:
    return run(Wanted(gpu, region=region, mig=mig), as_json=as_json)


def test_all_types_with_nvidia_gpus() -> None:
    expected = {
        kind.name for kind in catalog.instance_types().values() if kind.gpu and kind.gpu.manufacturer == "NVIDIA"
    }

    found = [row.name for row in rows()]
    assert set(found) == expected
    assert len(found) == len(expected)


def test_the_order_is_memory_of_the_gpu_then_number_then_size() -> None:
    found = rows()

    assert [row.gpu_memory_gib for row in found] == sorted(row.gpu_memory_gib for row in found)
    assert [row.name for row in rows(Wanted("A10G"))][:6] == [
        "g5.xlarge",
        "g5.2xlarge",
        "g5.4xlarge",
        "g5.8xlarge",
        "g5.16xlarge",
        "g5.12xlarge",
    ]


@pytest.mark.parametrize(
    ("gpu", "models"),
    [
        ("h100", {"H100"}),
        ("L4", {"L4", "L40S"}),
        ("rtx", {"RTX PRO 4500", "RTX PRO Server 6000"}),
        ("MI300", set()),
    ],
)
def test_a_part_of_the_model_is_enough(gpu: str, models: set[str]) -> None:
    assert {row.gpu for row in rows(Wanted(gpu))} == models


def test_the_numbers_are_those_of_the_catalogue() -> None:
    (row,) = (row for row in rows() if row.name == "p5.48xlarge")

    assert (row.gpus, row.gpu, row.gpu_memory_gib, row.vcpus, row.memory_gib) == (8, "H100", 80, 192, 2048)
    assert (row.efa, row.mig, row.disk_gib, row.zones) == (32, True, 28312, ())


def test_filters() -> None:
    assert {row.gpu_memory_gib for row in rows(Wanted(min_gpu_memory_gib=80))} >= {80, 141}
    assert all(row.gpu_memory_gib >= 80 for row in rows(Wanted(min_gpu_memory_gib=80)))
    assert {row.gpu for row in rows(Wanted(mig=True))} >= {"A100", "H100"}
    assert not {"A10G", "L4", "T4"} & {row.gpu for row in rows(Wanted(mig=True))}
    assert all(row.efa for row in rows(Wanted(efa=True)))
    assert rows(Wanted("A10G", mig=True)) == []


def test_a_region_has_what_it_offers_and_where() -> None:
    for row in rows(Wanted(region="us-west-2")):
        assert set(row.zones) == catalog.zones_offering(row.name, "us-west-2") != set()
    assert {row.name for row in rows(Wanted(region="ca-west-1"))} < {row.name for row in rows()}


@pytest.mark.parametrize("region", [None, "us-west-2"])
def test_the_table_fits_80_columns(region: str | None) -> None:
    wanted = Wanted(region=region)
    found = rows(wanted, prices_of("us-east-1"))
    lines = table(found, wanted, prices_of("us-east-1")).splitlines()

    assert max(map(len, lines)) <= 80
    body = lines[1 : len(found) + 1]
    assert lines[len(found) + 1].startswith(f"{len(found)} types")
    # No cell is so wide that it runs into the next one.
    assert [line.split()[0] for line in body] == [row.name for row in found]
    assert all(f" {row.gpu} " in line for row, line in zip(found, body, strict=True))
    assert [line.split()[-1] for line in body] == [
        "?" if row.price_per_hour is None else f"{row.price_per_hour:,.2f}" for row in found
    ]


def test_the_cheapest_comes_first_and_types_without_a_price_last() -> None:
    found = [row.price_per_hour for row in rows(Wanted(by_price=True), prices_of("us-east-1"))]
    priced = [price for price in found if price is not None]

    assert priced == sorted(priced)
    assert found[len(priced) :] == [None] * (len(found) - len(priced)) != []


def test_prices_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text("currency: EUR\non_demand: {g5.xlarge: 1.25}", encoding="utf-8")

    assert run(Wanted("A10G", prices=prices), as_json=False) == 0
    printed = capsys.readouterr().out
    assert "EUR/h" in printed
    assert "1.25" in printed
    prices.write_text("on_demand: 3", encoding="utf-8")
    assert run(Wanted("A10G", prices=prices), as_json=False) == 2
    assert "must be a mapping" in capsys.readouterr().err


def test_an_answer_of_nothing_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("A10G", mig=True) == 0
    assert "no instance type matches all options" in capsys.readouterr().out
    assert ask("A10G", mig=True, as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_json_has_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("H200", "us-east-1", as_json=True) == 0
    answer = json.loads(capsys.readouterr().out)

    assert {row["name"] for row in answer} <= {"p5e.48xlarge", "p5en.48xlarge"}
    assert all(row["zones"] and row["mig"] for row in answer)


@pytest.mark.parametrize(
    ("gpu", "region", "says"),
    [
        ("H1000", None, "did you mean H100?"),
        ("MI300X", None, "the models are: A10"),
        (None, "us-west-9", "did you mean us-west-"),
        (None, "mars", "its regions are: af-south-1"),
    ],
)
def test_mistakes_in_the_question(
    capsys: pytest.CaptureFixture[str], gpu: str | None, region: str | None, says: str
) -> None:
    assert ask(gpu, region) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
