"""The cost of node-hours, such as those of a simulation."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from eks_gpu.costs.cluster import node_price, volume_price
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.costs.prices import Prices
    from eks_gpu.design import ClusterDesign, NodePoolDesign


@dataclass(frozen=True)
class GroupHours:
    """The hours of a group's nodes.

    Attributes:
        group: Name of the group.
        billed: Hours of all nodes together.
        busy: Those in which a pod of a workload ran on the node.
        types: For a node pool, both by the instance type that was bought.
        namespaces: The busy hours, divided among the namespaces of these pods.
    """

    group: str
    billed: float
    busy: float
    types: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    namespaces: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupBill:
    """The cost of a group's nodes.

    Attributes:
        name: Name of the group.
        total: Cost of all hours.
        idle: Part of it without a pod on the node.
        namespaces: The rest, divided among the namespaces of the pods.
    """

    name: str
    total: float
    idle: float
    namespaces: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SimulatedCost:
    """The cost of all groups; the control plane, the network and system nodes are not in it.

    Attributes:
        prices: The prices that it was counted with.
        groups: Each group with a price.
        unpriced: Groups without a price that had nodes.
    """

    prices: Prices
    groups: tuple[GroupBill, ...]
    unpriced: tuple[str, ...]

    @property
    def total(self) -> float:
        """Cost of all hours."""
        return sum(group.total for group in self.groups)

    @property
    def idle(self) -> float:
        """Part of it without a pod on the node."""
        return sum(group.idle for group in self.groups)

    @property
    def namespaces(self) -> dict[str, float]:
        """Cost of the hours with pods, by namespace, the most expensive first."""
        found: dict[str, float] = {}
        for group in self.groups:
            for name, cost in group.namespaces.items():
                found[name] = found.get(name, 0) + cost
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def hours_cost(design: ClusterDesign, used: Iterable[GroupHours], prices: Prices) -> SimulatedCost:
    """The cost of node-hours."""
    price = {group.name: node_price(group, prices) for group in (*design.groups, *design.pools)}
    bills, unpriced = [], []
    for hours in used:
        each = price.get(hours.group)
        pool = design.pool(hours.group)
        if pool and hours.types and each is not None:
            bills.append(_shared(_of_pool(pool, hours, prices), hours))
        elif each is not None:
            bill = GroupBill(hours.group, hours.billed * each, (hours.billed - hours.busy) * each)
            bills.append(_shared(bill, hours))
        elif hours.billed:
            unpriced.append(hours.group)
    return SimulatedCost(prices, tuple(bills), tuple(unpriced))


def _of_pool(pool: NodePoolDesign, hours: GroupHours, prices: Prices) -> GroupBill:
    """The cost of a pool's hours, each at the price of its own type."""
    volume = volume_price(pool, prices)
    priced = [
        ((prices.node([kind], spot=pool.interruptible) or 0.0) + volume, billed, busy)
        for kind, (billed, busy) in hours.types.items()
    ]
    total = sum(price * billed for price, billed, _ in priced)
    return GroupBill(hours.group, total, sum(price * (billed - busy) for price, billed, busy in priced))


def _shared(bill: GroupBill, hours: GroupHours) -> GroupBill:
    """The bill with the cost of busy hours divided among namespaces."""
    busy = sum(hours.namespaces.values())
    cost = bill.total - bill.idle
    return replace(
        bill, namespaces={name: cost * part / busy for name, part in hours.namespaces.items()} if busy else {}
    )
