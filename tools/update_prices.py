"""Read a price list of AWS, and write it into the catalogue or as a file for `--prices`.

Download the list of a region first, about 300 MB (AWS Billing user guide, "Price List Bulk API"):

    curl -O https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/eu-west-1/index.csv
    python tools/update_prices.py index.csv                    write the region into the catalogue, then its hashes
    python tools/update_prices.py index.csv -o prices.json     write a file for `eks-gpu check --prices prices.json`

The list is read as a stream, so memory does not grow with it. Only On-Demand prices of Linux nodes with shared tenancy
and without other software count; everything else in the list is another product.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Python looks for modules next to a script, but the parts are imported from the repository's root.
sys.path.insert(0, str(Path(__file__).parents[1]))

from eks_gpu.problem import plural
from tools.catalog import provenance
from tools.catalog.files import DATA, TYPES, json_document, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PRICES = DATA / "prices.json"
# The list begins with lines about itself: its version, the day of publication.
_ABOUT = ("FormatVersion", "Disclaimer", "Publication Date", "Version", "OfferCode")
_WANTED = {
    "TermType": "OnDemand",
    "Unit": "Hrs",
    "Tenancy": "Shared",
    "Operating System": "Linux",
    "Pre Installed S/W": "NA",
    "CapacityStatus": "Used",
    "operation": "RunInstances",
}


class RefusedError(Exception):
    """A file that is not a price list of EC2; the message names what it lacks."""


def read_list(lines: Iterable[str]) -> tuple[str, str, str, dict[str, float]]:
    """Region, day of publication, currency and prices by instance type of a list.

    Raises:
        RefusedError: The text is not a price list of EC2, or one of several regions.
    """
    about, stream = {}, iter(lines)
    header: list[str] = []
    for row in csv.reader(stream):
        if row and row[0] in _ABOUT:
            about[row[0]] = row[1] if len(row) > 1 else ""
            continue
        header = row
        break
    if about.get("OfferCode", "AmazonEC2") != "AmazonEC2" or not {*_WANTED, "Instance Type"} <= set(header):
        raise RefusedError("this is not a price list of AmazonEC2 as CSV: download index.csv of a region")
    prices: dict[str, float] = {}
    regions, currencies = set(), set()
    for found in csv.DictReader(stream, header):
        if all(found[name] == value for name, value in _WANTED.items()) and float(found["PricePerUnit"] or 0):
            prices[found["Instance Type"]] = float(found["PricePerUnit"])
            regions.add(found["Region Code"])
            currencies.add(found["Currency"])
    if len(regions) != 1 or len(currencies) != 1:
        raise RefusedError(
            f"the list must have one region and one currency, not {sorted(regions)}, {sorted(currencies)}"
        )
    return regions.pop(), about.get("Publication Date", "")[:10], currencies.pop(), dict(sorted(prices.items()))


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 0 if the prices were written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path, help="index.csv of AmazonEC2 in one region")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="a file for --prices, instead of the catalogue"
    )
    options = parser.parse_args(arguments)
    try:
        with options.list.open(encoding="utf-8", newline="") as stream:
            region, day, currency, prices = read_list(stream)
    except (OSError, UnicodeDecodeError, RefusedError) as error:
        parser.error(str(error))
    if options.output:
        text = json_document({"currency": currency, "on_demand": prices})
        options.output.write_text(text, encoding="utf-8")
    else:
        _into_catalogue(region, day, currency, prices)
        provenance.write()
    print(f"{plural(len(prices), 'price')} of {region}, published on {day or 'a day that the list does not name'}")
    return 0


def _into_catalogue(region: str, day: str, currency: str, prices: Mapping[str, float]) -> None:
    document = json.loads(PRICES.read_text(encoding="utf-8"))
    known = {row["name"] for row in rows(TYPES)}
    document["nodes"][region] = {
        "date": day,
        "source": "AWS Price List, AmazonEC2, index.csv of the region",
        "currency": currency,
        "unit": "hour of a Linux node, On-Demand, shared tenancy",
        "hourly": {name: price for name, price in prices.items() if name in known},
    }
    document["nodes"] = dict(sorted(document["nodes"].items()))
    PRICES.write_text(json_document(document), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
