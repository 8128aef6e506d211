"""The nodes that a provisioner buys for pods that have a pool for themselves, and their price.

Karpenter puts pods on a planned node as long as some type holds all of them, and asks EC2 for the types that do,
cheapest first (kubernetes-sigs/karpenter, `scheduler.go`, and `nodeclaimtemplate.go`, OrderByPrice). So pods of one GPU
may start on one node with several GPUs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import times
from eks_gpu.scheduling.slots import alone_on_node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.costs.prices import Prices
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.placement.node_models import NodeModel, PoolModels
    from eks_gpu.scheduling.demand import PodDemand


@dataclass(frozen=True)
class BoughtType:
    """A type that a provisioner may buy for a pod.

    Attributes:
        template: The node that the provisioner expects.
        node: The node itself.
        pods: Pods of this kind that the provisioner expects it to hold.
        price: Price of an hour, without the volume; None if there is none.
    """

    template: NodeModel
    node: NodeModel
    pods: int
    price: float | None

    @property
    def name(self) -> str:
        """The instance type."""
        return self.template.instance_type


def bought_types(
    demand: PodDemand, group: MachinesDesign, pool: PoolModels, prices: Prices | None
) -> tuple[BoughtType, ...]:
    """The types that would be bought for a pod, cheapest first; those without a price come last, by name."""
    from eks_gpu.design.placement.bought import types_for  # noqa: PLC0415 - prices by themselves need no design

    found = [
        BoughtType(one.template, one.node, _held(demand, one.template), _price(one.template, group, prices))
        for one in types_for(demand, pool)
    ]
    return tuple(sorted(found, key=lambda one: (one.price is None, one.price or 0.0, one.name)))


def planned(demand: PodDemand, types: Sequence[BoughtType], most: int) -> tuple[BoughtType, ...]:
    """The nodes for all pods at once, each of the cheapest type that holds its pods; at most so many."""
    largest = max((one.pods for one in types), default=0)
    if not largest:
        return ()
    full, rest = divmod(demand.count.most, largest)
    loads = [largest] * full + ([rest] if rest else [])
    return tuple(next(one for one in types if one.pods >= load) for load in loads[:most])


def _held(demand: PodDemand, template: NodeModel) -> int:
    held = times(demand.asks, template.free)
    return min(held, 1) if alone_on_node(demand) else held


def _price(template: NodeModel, group: MachinesDesign, prices: Prices | None) -> float | None:
    return prices.node([template.instance_type], spot=group.interruptible) if prices else None
