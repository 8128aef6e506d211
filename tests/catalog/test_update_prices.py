"""Price lists of AWS, as they are downloaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eks_gpu.costs.price_file import read_prices
from tools import update_prices
from tools.catalog import provenance
from tools.update_prices import RefusedError, read_list

if TYPE_CHECKING:
    from pathlib import Path

ABOUT = (
    '"FormatVersion","v1.0"\n"Publication Date","2026-11-20T18:01:02Z"\n"Version","20261120"\n"OfferCode","AmazonEC2"\n'
)
HEAD = (
    '"SKU","TermType","Unit","PricePerUnit","Currency","Instance Type","Tenancy","Operating System",'
    '"Pre Installed S/W","CapacityStatus","operation","Region Code"\n'
)


def row(price: str, name: str = "g5.xlarge", **others: str) -> str:
    cells = {
        "SKU": "A",
        "TermType": "OnDemand",
        "Unit": "Hrs",
        "PricePerUnit": price,
        "Currency": "USD",
        "Instance Type": name,
        "Tenancy": "Shared",
        "Operating System": "Linux",
        "Pre Installed S/W": "NA",
        "CapacityStatus": "Used",
        "operation": "RunInstances",
        "Region Code": "eu-west-1",
    } | {key.replace("_", " "): value for key, value in others.items()}
    return ",".join(f'"{cell}"' for cell in cells.values()) + "\n"


OTHERS = (
    row("9", TermType="Reserved"),
    row("9", Tenancy="Dedicated"),
    row("9", Operating_System="Windows"),
    row("9", CapacityStatus="UnusedCapacityReservation"),
    row("9", operation="RunInstances:0010"),
    row("0.0000000000"),
)


def listed(*rows: str) -> str:
    return ABOUT + HEAD + "".join(rows)


def test_only_linux_on_demand_counts() -> None:
    text = listed(*OTHERS, row("1.1230000000"), *OTHERS, row("0.1", "m7i.large"))

    assert read_list(text.splitlines(keepends=True)) == (
        "eu-west-1",
        "2026-11-20",
        "USD",
        {"g5.xlarge": 1.123, "m7i.large": 0.1},
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        listed(),
        ABOUT.replace("AmazonEC2", "AmazonS3") + HEAD,
        listed(row("1"), row("1", Region_Code="x")),
    ],
)
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        read_list(text.splitlines(keepends=True))


def test_a_file_for_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "index.csv").write_text(listed(row("1.123")), encoding="utf-8")

    assert update_prices.main([str(tmp_path / "index.csv"), "-o", str(tmp_path / "prices.json")]) == 0
    assert capsys.readouterr().out == "1 price of eu-west-1, published on 2026-11-20\n"
    assert read_prices(tmp_path / "prices.json").on_demand == {"g5.xlarge": 1.123}


def test_a_region_of_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text(json.dumps({"services": {}, "nodes": {"us-east-1": {}}}), encoding="utf-8")
    monkeypatch.setattr(update_prices, "PRICES", prices)
    monkeypatch.setattr(provenance, "write", lambda: None)
    (tmp_path / "index.csv").write_text(listed(row("1.123"), row("5", "no.such")), encoding="utf-8")

    assert update_prices.main([str(tmp_path / "index.csv")]) == 0
    found = json.loads(prices.read_text(encoding="utf-8"))["nodes"]
    assert list(found) == ["eu-west-1", "us-east-1"]
    assert (found["eu-west-1"]["date"], found["eu-west-1"]["hourly"]) == ("2026-11-20", {"g5.xlarge": 1.123})
