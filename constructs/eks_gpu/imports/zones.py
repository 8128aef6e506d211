"""Zones for a cluster whose original leaves them to a tool or to AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The control plane needs two.
_FEWEST = 2


def chosen_zones(region: str, named: Sequence[str], types: Iterable[str]) -> list[str]:
    """At least two zones: those that groups name, then those that offer most of the instance types.

    Args:
        region: AWS region; one that the catalogue does not have gives only what is named.
        named: Zones that groups of the original name.
        types: Instance types of the GPU groups.
    """
    found = list(dict.fromkeys(named))
    refused = catalog.zone_names_without_control_plane()
    offering = [set(catalog.zones_offering(kind, region)) for kind in types]
    others = sorted(
        (zone for zone in catalog.zones_in(region) if zone not in found and zone not in refused),
        key=lambda zone: (-sum(zone in offered for offered in offering), zone),
    )
    return sorted([*found, *others[: max(0, _FEWEST - len(found))]])
