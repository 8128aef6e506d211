"""Rows of zone_offerings.jsonl and regions.json, from `DescribeInstanceTypeOfferings`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tools.catalog import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.catalog.recorded import Json

NAMES, IDS = "availability-zone", "availability-zone-id"
# EKS user guide, "View Amazon EKS networking requirements for VPC and subnets", read 2026-11-21.
_WITHOUT_CONTROL_PLANE = {
    "source": "awsdocs/amazon-eks-user-guide latest/ug/networking/network-reqs.adoc, read 2026-11-21",
    "zone_ids": ["cac1-az3", "use1-az3", "usw1-az2"],
}


def zone_rows(types: Iterable[str]) -> list[Json]:
    """For each type, the regions and zones that offer it."""
    return [{"name": name, "regions": _regions(name)} for name in types]


def regions_document() -> Json:
    """Regions with their zones, regions without recorded answers, and zones that EKS refuses."""
    return {
        "recorded": {
            region: {"zones": _zones(NAMES, region), "zone_ids": _zones(IDS, region)} for region in recorded.regions()
        },
        "unrecorded": sorted(set(recorded.aws_regions()) - set(recorded.regions())),
        "without_control_plane": {**_WITHOUT_CONTROL_PLANE, "zone_names": _refused_names()},
    }


def _refused_names() -> list[str]:
    """Names of the refused zones, as the recorded account has them: the ones that offer the same types as the ids.

    The account does not see the refused zones of all regions; of such a region there is no name.
    """
    found = []
    for zone_id in _WITHOUT_CONTROL_PLANE["zone_ids"]:
        for region in recorded.regions():
            if zone_id in _zones(IDS, region):
                offered = _offered(IDS, region, zone_id)
                same = [name for name in _zones(NAMES, region) if _offered(NAMES, region, name) == offered]
                found += same if len(same) == 1 else []
    return sorted(found)


def _offered(kind: str, region: str, zone: str) -> frozenset[str]:
    return frozenset(name for name, zones in recorded.offerings(kind, region).items() if zone in zones)


def _regions(name: str) -> dict[str, str]:
    marks = {region: _marks(name, region) for region in recorded.regions()}
    return {region: mark for region, mark in marks.items() if mark}


def _marks(name: str, region: str) -> str:
    """Last characters of zone names and zone ids as `abd/124`; `*` for all zones; empty for none."""
    names, ids = (list(recorded.offerings(kind, region).get(name, ())) for kind in (NAMES, IDS))
    if names == _zones(NAMES, region) and ids == _zones(IDS, region):
        return "*"
    return f"{_last(names)}/{_last(ids)}" if names or ids else ""


def _last(zones: list[str]) -> str:
    return "".join(zone[-1] for zone in zones)


@cache
def _zones(kind: str, region: str) -> list[str]:
    zones = sorted({zone for zones in recorded.offerings(kind, region).values() for zone in zones})
    if len(set(_last(zones))) != len(zones):
        message = f"zones of {region} cannot be told apart by their last character: {zones}"
        raise ValueError(message)
    return zones
