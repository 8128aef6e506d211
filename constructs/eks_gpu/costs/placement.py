"""The cost of the nodes that a workload's pods need on one group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.costs.cluster import node_price
from eks_gpu.scheduling.amounts import is_gpu

if TYPE_CHECKING:
    from eks_gpu.costs.prices import Prices
    from eks_gpu.design import GroupFit, GroupModels
    from eks_gpu.scheduling.demand import PodDemand


@dataclass(frozen=True, slots=True)
class PlacementCost:
    """The cost of a workload on one group.

    Attributes:
        node: Price of an hour of one node, with its volume.
        nodes: Nodes that all pods need at once, if they have the nodes for themselves; at most the group's maximum.
        gpus: GPUs of a node, or shares or MIG slices, of the resource that the pods request; 0 if they request none.
        unused: Those of a full node that no pod of this workload can use.
    """

    node: float
    nodes: int
    gpus: int
    unused: int

    @property
    def hour(self) -> float:
        """Cost of an hour while all pods run."""
        return self.node * self.nodes

    @property
    def wasted(self) -> float:
        """Part of `node` that is paid for unused GPUs."""
        return self.node * self.unused / self.gpus if self.gpus else 0.0


def placement_cost(demand: PodDemand, fit: GroupFit, models: GroupModels, prices: Prices) -> PlacementCost | None:
    """The cost of the pods on a group; None if they do not run there or a type has no price."""
    price = node_price(models.group, prices)
    per_node = fit.fit.per_node
    if price is None or fit.fit.verdict != "runs" or not per_node:
        return None
    nodes = min(-(-demand.count.most // per_node), models.group.max_nodes)
    resource = next((name for name, amount in demand.asks.items() if is_gpu(name) and amount), None)
    gpus = models.pools[0].nodes[0].capacity.get(resource, 0) if resource else 0
    unused = max(0, gpus - per_node * demand.asks[resource]) if resource else 0
    return PlacementCost(price, nodes, gpus, unused)
