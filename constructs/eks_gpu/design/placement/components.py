"""Pods of every cluster that need room on system nodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.nodes.groups import GROUP_LABEL, SYSTEM_GROUP
from eks_gpu.design.platform.daemons import DaemonDesign
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS
from eks_gpu.scheduling.demand import Origin, PodCount, PodDemand
from eks_gpu.scheduling.taints import TolerationDesign

if TYPE_CHECKING:
    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.spec import ClusterSpec

# Pods of DNS, volumes, metrics and the autoscaler, which run once or twice in a cluster, by their requests (sources:
# `checks/instances/system_nodes_small.py`, which counts 620m, 1,500 MiB and seven pods).
COMPONENTS, EACH = 7, {PODS: 1, CPU: 89, MEMORY: 215}
_EVERYTHING = TolerationDesign(None, "Exists", None, None)
# Two of Kueue, because each also answers the webhooks: without an answer no Job of a queued namespace can be created.
QUEUE_CONTROLLERS = 2


def components(spec: ClusterSpec) -> tuple[PodDemand, ...]:
    """These pods, as demands that come before all others.

    They tolerate all taints: whether each component tolerates those of the system nodes is the business of a rule.
    """
    return tuple(
        PodDemand(
            name,
            asks,
            {GROUP_LABEL: SYSTEM_GROUP},
            tolerations=(_EVERYTHING,),
            priority=2_000_000_000,
            count=PodCount(pods, "stays", pods),
            origin=Origin("component", "system_nodes"),
        )
        for name, pods, asks in _parts(spec)
    )


def queue_controllers(spec: ClusterSpec) -> dict[str, int]:
    """Requests of Kueue's pods together; empty where it does not run."""
    found = [(pods, asks) for name, pods, asks in _parts(spec) if name == "kueue"]
    return {resource: amount * pods for pods, asks in found for resource, amount in asks.items()}


def _parts(spec: ClusterSpec) -> tuple[tuple[str, int, dict[str, int]], ...]:
    facts = catalog.kueue()
    kueue = {PODS: 1, CPU: facts.cpu, MEMORY: facts.memory}
    return ("components", COMPONENTS, EACH), *((("kueue", QUEUE_CONTROLLERS, kueue),) if spec.queueing else ())


def next_to_components(system: GroupModels, spec: ClusterSpec) -> GroupModels:
    """The system nodes with these pods on them, spread evenly over the nodes that always run."""
    taken = tuple(
        DaemonDesign(name, {one: amount * -(-pods // max(system.group.min_nodes, 1)) for one, amount in asks.items()})
        for name, pods, asks in _parts(spec)
    )
    pools = (
        replace(pool, nodes=tuple(replace(node, daemons=(*node.daemons, *taken)) for node in pool.nodes))
        for pool in system.pools
    )
    return replace(system, pools=tuple(pools))
