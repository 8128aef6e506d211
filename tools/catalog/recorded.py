"""EC2's recorded answers and the SDK's lists, as the development packages moto and botocore ship them."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Any

Json = dict[str, Any]
# One file for each type that the recorded answers lack; `tools.catalog.answers` writes them.
ANSWERS = Path(__file__).with_name("answers")


class NotInstalledError(RuntimeError):
    """A development package that holds the recorded answers is missing."""


def versions() -> dict[str, str]:
    """Versions of the packages the answers come from; without those that are not installed."""
    return {name: metadata.version(name) for name in ("moto", "botocore") if util.find_spec(name)}


@cache
def instance_types() -> dict[str, Json]:
    """`DescribeInstanceTypes`: every type by name, united over the regions."""
    types: dict[str, Json] = _read(_package("moto") / "ec2/resources/instance_types.json.gz")
    return {**types, **{name: answer["type"] for name, answer in kept().items()}}


@cache
def kept() -> dict[str, Json]:
    """Answers that `update_catalog.py --from-aws` took, by instance type."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(ANSWERS.glob("*.json"))}


@cache
def regions() -> tuple[str, ...]:
    """Regions whose offerings are recorded, sorted."""
    folder = _package("moto") / "ec2/resources/instance_type_offerings/region"
    return tuple(sorted(path.name.removesuffix(".json.gz") for path in folder.glob("*.json.gz")))


@cache
def offerings(kind: str, region: str) -> dict[str, tuple[str, ...]]:
    """`DescribeInstanceTypeOfferings` of a region: the locations of each type, sorted.

    Args:
        kind: `availability-zone`, `availability-zone-id` or `region`, as in the API.
        region: The region.
    """
    answer = _read(_package("moto") / f"ec2/resources/instance_type_offerings/{kind}/{region}.json.gz")
    found: dict[str, set[str]] = {}
    for offering in answer:
        found.setdefault(offering["InstanceType"], set()).add(offering["Location"])
    for name, given in kept().items():
        if region in given["offerings"].get(kind, {}):
            found[name] = set(given["offerings"][kind][region])
    return {name: tuple(sorted(locations)) for name, locations in found.items()}


def aws_regions() -> tuple[str, ...]:
    """Every region of the commercial partition that the SDK knows, sorted."""
    partitions = json.loads((_package("botocore") / "data/partitions.json").read_text(encoding="utf-8"))["partitions"]
    commercial = next(partition for partition in partitions if partition["id"] == "aws")
    return tuple(sorted(region for region in commercial["regions"] if region != "aws-global"))


def enum(service: str, version: str, shape: str) -> tuple[str, ...]:
    """The words that an API takes for a field, in the SDK's order."""
    return tuple(_service(service, version)["shapes"][shape]["enum"])


@cache
def _service(service: str, version: str) -> Json:
    model: Json = _read(_package("botocore") / f"data/{service}/{version}/service-2.json.gz")
    return model


def _package(name: str) -> Path:
    spec = util.find_spec(name)
    if spec is None or spec.origin is None:
        message = f"{name} is not installed; install the development requirements"
        raise NotInstalledError(message)
    return Path(spec.origin).parent


def _read(path: Path) -> Any:  # noqa: ANN401  an answer can be a list or a map
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
