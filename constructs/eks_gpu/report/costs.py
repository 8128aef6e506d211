"""The cost of a cluster, in one sentence and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.costs import HOURS_A_MONTH
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from eks_gpu.costs import ClusterCost


def sentence(cost: ClusterCost) -> str:
    """The cost at rest and at most, with where the prices are from and what is not counted."""
    left_out = [*cost.by_use, *(f"nodes of {name} (no price known)" for name in cost.unpriced)]
    rest, most = amount(cost.rest), amount(cost.most)
    at_rest = f"{rest} {cost.prices.currency} an hour at rest ({month(cost.rest)} a month)"
    return (
        f"It costs about {at_rest}, and {most} with every group "
        f"at its maximum{_pools(cost)}: prices {cost.prices.origin}, without {listed(left_out)}"
    )


def _pools(cost: ClusterCost) -> str:
    """The cheapest that pools can be, because their provisioner takes the cheapest type that holds the pods."""
    least = cost.most - sum(line.most - line.cheapest for line in cost.lines if line.cheapest is not None)
    return "" if least == cost.most else f" and pools' dearest types, {amount(least)} with their cheapest"


def amount(cost: float) -> str:
    """An amount of money with two digits behind the point, or three if it is small."""
    return f"{cost:,.2f}" if cost >= 1 or not cost else f"{cost:.3f}"


def month(hour: float) -> str:
    """The cost of a month at this cost of an hour, without digits behind the point."""
    return f"{hour * HOURS_A_MONTH:,.0f}"


def as_data(cost: ClusterCost) -> dict[str, Any]:
    """The same with each line, in full precision up to a ten-thousandth."""
    return {
        "currency": cost.prices.currency,
        "prices": cost.prices.origin,
        "per_hour": {"rest": round(cost.rest, 4), "most": round(cost.most, 4)},
        "lines": [
            {
                "name": line.name,
                "group": line.group,
                "rest": round(line.rest, 4),
                "most": round(line.most, 4),
                **({} if line.cheapest is None else {"most_of_cheapest_type": round(line.cheapest, 4)}),
            }
            for line in cost.lines
        ],
        "unpriced": list(cost.unpriced),
        "not_counted": list(cost.by_use),
    }
