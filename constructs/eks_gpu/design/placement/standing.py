"""Nodes for everything but GPU work, as pods of other manifests see them: the scheduler counts them in spreads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.network import is_zone_id
from eks_gpu.scheduling.demand import HOSTNAME
from eks_gpu.scheduling.labels import ANY, ZONES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.nodes.system_group import SystemGroupDesign


@dataclass(frozen=True, slots=True)
class StandingNodes:
    """Nodes that run whatever else.

    Attributes:
        labels: Values by key.
    """

    labels: Mapping[str, frozenset[str]]


def system_nodes(region: str, system: SystemGroupDesign) -> StandingNodes:
    """The system group's nodes."""
    zones = system.node_group.zones
    named = frozenset(zones) if not any(map(is_zone_id, zones)) else ANY
    return StandingNodes(
        {
            HOSTNAME: frozenset({"a name of its own"}),
            "kubernetes.io/os": frozenset({"linux"}),
            "topology.kubernetes.io/region": frozenset({region}),
            "kubernetes.io/arch": frozenset({"arm64" if one.arch == "arm64" else "amd64" for one in system.types}),
            "node.kubernetes.io/instance-type": frozenset(system.instance_types),
            "eks.amazonaws.com/capacityType": frozenset({"ON_DEMAND"}),
            "eks.amazonaws.com/nodegroup": frozenset({f"{system.node_group.name_prefix}…"}),
            **dict.fromkeys(ZONES, named),
            **{key: frozenset({value}) for key, value in system.labels.items()},
        }
    )
