"""Which availability zones offer which instance type: EC2's recorded `DescribeInstanceTypeOfferings` answers.

Zone ids name the same place for every account. Zone names do so only for accounts made since 2025-11; for older ones
AWS shuffled them, so an offering recorded here for a zone name is the view of one account, and may belong to another
zone of the user.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from eks_gpu.catalog._files import document, row

_FILE = "zone_offerings.jsonl"
_REGIONS = "regions.json"


def regions() -> tuple[str, ...]:
    """Regions of which the offerings are recorded, sorted."""
    return tuple(document(_REGIONS)["recorded"])


def unrecorded_regions() -> tuple[str, ...]:
    """Regions that AWS has and of which no offerings are recorded, so that nothing is known of their types, sorted."""
    return tuple(document(_REGIONS)["unrecorded"])


def zones_in(region: str) -> tuple[str, ...]:
    """Names of a region's zones, sorted; empty for a region that is not recorded."""
    return tuple(_region(region)["zones"])


def zone_ids_in(region: str) -> tuple[str, ...]:
    """Ids of a region's zones, sorted; empty for a region that is not recorded."""
    return tuple(_region(region)["zone_ids"])


def zones_offering(instance_type: str, region: str) -> frozenset[str]:
    """Names of the zones that offer an instance type."""
    return frozenset(_offered(instance_type, region)[0])


def zone_ids_offering(instance_type: str, region: str) -> frozenset[str]:
    """Ids of the zones that offer an instance type."""
    return frozenset(_offered(instance_type, region)[1])


def regions_offering(instance_type: str) -> tuple[str, ...]:
    """Recorded regions that offer an instance type in at least one zone, sorted."""
    found = row(_FILE, instance_type)
    return tuple(found["regions"]) if found else ()


def zone_ids_without_control_plane() -> frozenset[str]:
    """Ids of zones in which EKS refuses the control plane's subnets; nodes may run there."""
    return frozenset(document(_REGIONS)["without_control_plane"]["zone_ids"])


def zone_names_without_control_plane() -> frozenset[str]:
    """Names of such zones, as the recorded account has them; another account may have other names."""
    return frozenset(document(_REGIONS)["without_control_plane"]["zone_names"])


def _region(region: str) -> dict[str, Any]:
    found: dict[str, Any] | None = document(_REGIONS)["recorded"].get(region)
    return found or {"zones": [], "zone_ids": []}


@cache
def _offered(instance_type: str, region: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Zone names and zone ids. The data holds last characters, `*` for all of a region's zones."""
    found = row(_FILE, instance_type)
    marks = found["regions"].get(region) if found else None
    if marks is None:
        return (), ()
    if marks == "*":
        return zones_in(region), zone_ids_in(region)
    names, ids = marks.split("/")
    return (
        tuple(zone for zone in zones_in(region) if zone[-1] in names),
        tuple(zone for zone in zone_ids_in(region) if zone[-1] in ids),
    )
