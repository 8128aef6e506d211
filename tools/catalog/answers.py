"""Answers that the AWS command line printed about types that the recorded data lacks.

`take` sorts what was printed into one file for each instance type, next to this module; `tools.catalog.recorded` unites
them with the recorded answers. An answer of AWS is newer than a recorded one, so it counts where both exist.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.catalog.files import json_document
from tools.catalog.type_rows import row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tools.catalog.files import Json

# The forms of a location in DescribeInstanceTypeOfferings that name a zone.
ZONE_NAME, ZONE_ID = "availability-zone", "availability-zone-id"
_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class RefusedError(ValueError):
    """A file that cannot be taken, with the reason and the command that prints what is needed."""


@dataclass(slots=True)
class _Printed:
    """Content of all files together.

    Attributes:
        types: `DescribeInstanceTypes`, by name.
        offerings: Zones by type, kind of location and region.
    """

    types: dict[str, Json] = field(default_factory=dict)
    offerings: dict[str, dict[str, dict[str, list[str]]]] = field(default_factory=dict)


def take(files: Iterable[Path], read: str, zone_ids: Mapping[str, Iterable[str]], folder: Path) -> tuple[str, ...]:
    """Write one file for each type that the given files describe.

    Args:
        files: Output of `aws ec2 describe-instance-types` and `describe-instance-type-offerings`, in any order.
        read: The day on which AWS was asked, as 2026-11-29.
        zone_ids: Zone ids of each region, to tell the region of an id.
        folder: The folder to write to.

    Returns:
        The types, sorted.

    Raises:
        RefusedError: If a file is something else, or an answer is incomplete. Then nothing is written.
    """
    if not _DATE.fullmatch(read):
        message = f"--read {read!r} is not a day such as 2026-11-29"
        raise RefusedError(message)
    printed = _Printed()
    for path in files:
        _add(path, printed, zone_ids)
    documents = {name: _document(name, answer, read, printed) for name, answer in printed.types.items()}
    if not documents:
        message = "no file describes a type: print one with 'aws ec2 describe-instance-types --instance-types NAME'"
        raise RefusedError(message)
    folder.mkdir(exist_ok=True)
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json_document(document), encoding="utf-8")
    return tuple(sorted(documents))


def _add(path: Path, printed: _Printed, zone_ids: Mapping[str, Iterable[str]]) -> None:
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path}: not a JSON file that can be read ({error}); add '--output json' to the command"
        raise RefusedError(message) from None
    if not isinstance(answer, dict) or not {"InstanceTypes", "InstanceTypeOfferings"} & answer.keys():
        message = (
            f"{path}: neither 'InstanceTypes' nor 'InstanceTypeOfferings' is in it; print the whole answer of"
            " 'aws ec2 describe-instance-types' or 'describe-instance-type-offerings', without --query"
        )
        raise RefusedError(message)
    printed.types |= {InstanceType["InstanceType"]: InstanceType for InstanceType in answer.get("InstanceTypes", ())}
    for offering in answer.get("InstanceTypeOfferings", ()):
        kind, location = offering["LocationType"], offering["Location"]
        region = _region(kind, location, zone_ids)
        if region is None:
            message = (
                f"{path}: {location!r} ({kind}) is not a zone of a recorded region; print offerings with"
                f" '--location-type {ZONE_NAME}' and '--location-type {ZONE_ID}'"
            )
            raise RefusedError(message)
        zones = printed.offerings.setdefault(offering["InstanceType"], {}).setdefault(kind, {})
        zones[region] = sorted({*zones.get(region, ()), location})


def _region(kind: str, location: str, zone_ids: Mapping[str, Iterable[str]]) -> str | None:
    if kind == ZONE_ID:
        return next((region for region, ids in zone_ids.items() if location in ids), None)
    match = _ZONE.fullmatch(location) if kind == ZONE_NAME else None
    return match[1] if match and match[1] in zone_ids else None


def _document(name: str, answer: Json, read: str, printed: _Printed) -> Json:
    try:
        row(answer)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        message = f"{name}: the answer is incomplete ({error!r}); print the whole of it, without --query"
        raise RefusedError(message) from None
    offerings = printed.offerings.get(name, {})
    names, ids = offerings.get(ZONE_NAME, {}), offerings.get(ZONE_ID, {})
    if not names or names.keys() != ids.keys():
        message = (
            f"{name}: offerings by zone name are known for {sorted(names) or 'no region'}, by zone id for"
            f" {sorted(ids) or 'no region'}; print both for each region: 'aws ec2 describe-instance-type-offerings"
            f" --filters Name=instance-type,Values={name} --location-type {ZONE_NAME}' (and {ZONE_ID})"
        )
        raise RefusedError(message)
    return {"read": read, "type": answer, "offerings": {ZONE_NAME: names, ZONE_ID: ids}}
