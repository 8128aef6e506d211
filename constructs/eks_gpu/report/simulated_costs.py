"""The cost of a simulation, in words and as data."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from eks_gpu.costs import GroupHours, hours_cost
from eks_gpu.problem import listed
from eks_gpu.report.costs import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.costs import Prices, SimulatedCost
    from eks_gpu.design import ClusterDesign
    from eks_gpu.simulation.result import Result

_DAY = 24 * 3600
NOBODY = "nobody"


def bill_of(design: ClusterDesign, result: Result, prices: Prices) -> SimulatedCost:
    """The cost of a simulation's node-hours."""
    used = [GroupHours(one.group, one.node_hours, one.busy_hours, one.types, one.namespaces) for one in result.groups]
    return hours_cost(design, used, prices)


def sentences(bill: SimulatedCost | None, until: int) -> Iterator[str]:
    """The cost by group, then by namespace; nothing without nodes.

    Args:
        bill: The cost; None without prices.
        until: Length of the simulation, in seconds.
    """
    if bill is None or not bill.total:
        return
    currency = bill.prices.currency
    each = listed(f"{group.name} {amount(group.total)}" for group in bill.groups if group.total)
    text = f"These node-hours cost {amount(bill.total)} {currency} ({each}), {amount(bill.idle)} of it idle"
    text += f" ({bill.idle / bill.total:.0%}); prices {bill.prices.origin}"
    if bill.unpriced:
        text += f"; there is no price for nodes of {listed(bill.unpriced)}"
    yield text
    parts = listed(f"{name} {amount(cost)} ({cost / bill.total:.0%})" for name, cost in by_namespace(bill).items())
    days = f"; an average day costs {amount(bill.total * _DAY / until)}" if until > _DAY else ""
    yield f"By namespace, in {currency}: {parts}{days}"


def by_namespace(bill: SimulatedCost) -> dict[str, float]:
    """The cost of each namespace, and of nodes without a pod."""
    return {**bill.namespaces, **({NOBODY: bill.idle} if bill.idle else {})}


def as_data(bill: SimulatedCost) -> dict[str, Any]:
    """The same for programs."""
    return {
        "currency": bill.prices.currency,
        "prices": bill.prices.origin,
        "total": round(bill.total, 4),
        "idle": round(bill.idle, 4),
        "groups": [dataclasses.asdict(group) for group in bill.groups],
        "namespaces": {name: round(cost, 4) for name, cost in bill.namespaces.items()},
        "unpriced": list(bill.unpriced),
    }
