"""The cost of a cluster in an hour: at rest, and at most."""

from __future__ import annotations

from eks_gpu.costs.bought import BoughtType, bought_types, planned
from eks_gpu.costs.cluster import ClusterCost, CostLine, cost_of, node_price
from eks_gpu.costs.placement import PlacementCost, placement_cost
from eks_gpu.costs.prices import HOURS_A_MONTH, USUAL_REGION, Prices, prices_of
from eks_gpu.costs.simulated import GroupHours, SimulatedCost, hours_cost

__all__ = [
    "HOURS_A_MONTH",
    "USUAL_REGION",
    "BoughtType",
    "ClusterCost",
    "CostLine",
    "GroupHours",
    "PlacementCost",
    "Prices",
    "SimulatedCost",
    "bought_types",
    "cost_of",
    "hours_cost",
    "node_price",
    "placement_cost",
    "planned",
    "prices_of",
]
