"""Pods of every cluster that need room on system nodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.design.nodes.groups import GROUP_LABEL, SYSTEM_GROUP
from eks_gpu.design.platform.daemons import DaemonDesign
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS
from eks_gpu.scheduling.demand import Origin, PodCount, PodDemand
from eks_gpu.scheduling.taints import TolerationDesign

if TYPE_CHECKING:
    from eks_gpu.design.placement.node_models import GroupModels

# Pods of DNS, volumes, metrics and the autoscaler, which run once or twice in a cluster, by their requests (sources:
# `checks/instances/system_nodes_small.py`, which counts 620m, 1,500 MiB and seven pods).
COMPONENTS, EACH = 7, {PODS: 1, CPU: 89, MEMORY: 215}
_EVERYTHING = TolerationDesign(None, "Exists", None, None)


def components() -> PodDemand:
    """These pods, as one demand that comes before all others.

    It tolerates all taints: whether each component tolerates those of the system nodes is the business of a rule.
    """
    return PodDemand(
        "components",
        EACH,
        {GROUP_LABEL: SYSTEM_GROUP},
        tolerations=(_EVERYTHING,),
        priority=2_000_000_000,
        count=PodCount(COMPONENTS, "stays", COMPONENTS),
        origin=Origin("component", "system_nodes"),
    )


def next_to_components(system: GroupModels) -> GroupModels:
    """The system nodes with these pods on them, spread evenly over the nodes that always run."""
    each = -(-COMPONENTS // max(system.group.min_nodes, 1))
    taken = DaemonDesign("components", {name: amount * each for name, amount in EACH.items()})
    pools = (
        replace(pool, nodes=tuple(replace(node, daemons=(*node.daemons, taken)) for node in pool.nodes))
        for pool in system.pools
    )
    return replace(system, pools=tuple(pools))
