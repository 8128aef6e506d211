"""Nodes that run whatever else: no pod is placed on them here, and the scheduler counts them all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.network import is_zone_id
from eks_gpu.scheduling.demand import HOSTNAME
from eks_gpu.scheduling.labels import ANY, ZONES
from eks_gpu.scheduling.nodes import Bins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.nodes.system_group import SystemGroupDesign
    from eks_gpu.scheduling.taints import Taint

_KEY = "system nodes"


@dataclass(frozen=True, slots=True)
class StandingNodes:
    """Nodes of which a spread counts the places, though a GPU pod never goes there.

    kube-scheduler counts each node that the pod's selector and node affinity admit, tainted or full
    (podtopologyspread/filtering.go, calPreFilterState): a pod with neither of the two is spread over system nodes too.

    Attributes:
        labels: Values by key.
        taints: What they repel pods with.
        bins: They, without room; without a zone where it is not certain that every zone has one.
    """

    labels: Mapping[str, frozenset[str]]
    taints: tuple[Taint, ...]
    bins: tuple[Bins, ...]


def system_nodes(region: str, system: SystemGroupDesign) -> StandingNodes:
    """The system group at its minimum."""
    zones, nodes = system.node_group.zones, system.node_group.min
    named = frozenset(zones) if not any(map(is_zone_id, zones)) else ANY
    labels = {
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
    # Auto Scaling keeps zones even: with as many nodes as zones, each zone has one.
    each = nodes // len(zones) if zones else 0
    spread = [Bins(_KEY, zone, each, {}, labels=labels) for zone in zones] if each else []
    left = nodes - each * len(zones)
    return StandingNodes(labels, (), (*spread, *([Bins(_KEY, "", left, {}, labels=labels)] if left else [])))
