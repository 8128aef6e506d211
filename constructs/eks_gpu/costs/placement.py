"""The cost of the nodes that a workload's pods need on one group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.costs.bought import bought_types, planned
from eks_gpu.costs.cluster import node_price, volume_price
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import is_gpu

if TYPE_CHECKING:
    from eks_gpu.costs.prices import Prices
    from eks_gpu.design import GroupFit, GroupModels
    from eks_gpu.scheduling.demand import PodDemand


@dataclass(frozen=True)
class PlacementCost:
    """The cost of a workload on one group.

    Attributes:
        node: Price of an hour of one node, with its volume.
        nodes: Nodes that all pods need at once, if they have the nodes for themselves; at most the group's maximum.
        gpus: GPUs of a node, or shares or MIG slices, of the resource that the pods request; 0 if they request none.
        unused: Those of a full node that no pod of this workload can use.
        together: Price of an hour of all these nodes, where they are of several types; None where they are alike.
    """

    node: float
    nodes: int
    gpus: int
    unused: int
    together: float | None = None

    @property
    def hour(self) -> float:
        """Cost of an hour while all pods run."""
        return self.node * self.nodes if self.together is None else self.together

    @property
    def wasted(self) -> float:
        """Part of `node` that is paid for unused GPUs."""
        return self.node * self.unused / self.gpus if self.gpus else 0.0


def placement_cost(demand: PodDemand, fit: GroupFit, models: GroupModels, prices: Prices) -> PlacementCost | None:
    """The cost of the pods on a group; None if they do not run there or a type has no price."""
    if models.pools[0].choices:
        return _of_pool(demand, fit, models, prices)
    price = node_price(models.group, prices)
    per_node = fit.fit.per_node
    if price is None or fit.fit.verdict != "runs" or not per_node:
        return None
    nodes = min(-(-demand.count.most // per_node), models.group.max_nodes)
    resource = next((name for name, amount in demand.asks.items() if is_gpu(name) and amount), None)
    gpus = models.pools[0].nodes[0].capacity.get(resource, 0) if resource else 0
    unused = max(0, gpus - per_node * demand.asks[resource]) if resource else 0
    return PlacementCost(price, nodes, gpus, unused)


def _of_pool(demand: PodDemand, fit: GroupFit, models: GroupModels, prices: Prices) -> PlacementCost | None:
    """The cost on a pool, whose provisioner takes the cheapest types that hold the pods."""
    types = bought_types(demand, models.group, models.pools[0], prices)
    nodes = planned(demand, types, models.group.max_nodes)
    if fit.fit.verdict != "runs" or not nodes or any(one.price is None for one in nodes):
        return None
    volume = volume_price(models.group, prices)
    costs = [(one.price or 0.0) + volume for one in nodes]
    resource = next((name for name, amount in demand.asks.items() if is_gpu(name) and amount), None)
    first = nodes[0]
    gpus = first.node.capacity.get(resource, 0) if resource else 0
    used = min(first.pods, demand.count.most) * demand.asks[resource] if resource else 0
    return PlacementCost(costs[0], len(nodes), gpus, max(0, gpus - used) if resource else 0, sum(costs))
