"""The cost of what plans contain, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.costs.prices import prices_of
from eks_gpu.review.fates import Fate, fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.costs.prices import Prices
    from eks_gpu.review.groups import Buying, NodeGroup
    from eks_gpu.review.plan import Change, Values

# arn:partition:service:region:account:resource
_REGION_OF_ARN = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost per hour; at rest means that every group is at its minimum."""

    rest: float = 0.0
    most: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        """The sum of both costs."""
        return Cost(self.rest + other.rest, self.most + other.most)


@dataclass(frozen=True, slots=True)
class CostRow:
    """A line of the bill; without costs if a price is missing."""

    name: str
    before: Cost | None
    after: Cost | None


@dataclass(frozen=True, slots=True)
class Bill:
    """The cost of everything, per hour.

    Attributes:
        currency: Three letters.
        rows: Line by line.
        unpriced: Instance types without a price; their groups are in no sum.
        origin: Source and date of the prices, as words that follow "prices".
    """

    currency: str
    rows: tuple[CostRow, ...]
    unpriced: tuple[str, ...]
    origin: str = ""

    @property
    def before(self) -> Cost:
        """The sum of all that has a price."""
        return sum((row.before for row in self.rows if row.before), Cost())

    @property
    def after(self) -> Cost:
        """As before, when the plan is done."""
        return sum((row.after for row in self.rows if row.after), Cost())


def bill(prices: Prices, groups: Iterable[NodeGroup], changes: Iterable[Change]) -> Bill:
    """The cost of the groups at rest and at most, and of everything else that has a price."""
    by_name: dict[str, list[NodeGroup]] = {}
    for group in groups:
        by_name.setdefault(group.group, []).append(group)
    rows = [_row(prices, name, of_name) for name, of_name in by_name.items()]
    rows += _resources(prices, list(changes))
    types = {
        name
        for of_name in by_name.values()
        for one in of_name
        for side in (one.before, one.after)
        for name in side.types
    }
    missing = sorted(name for name in types if name not in prices.on_demand and name not in prices.spot)
    return Bill(prices.currency, tuple(rows), tuple(missing), prices.origin)


def list_prices(groups: Iterable[NodeGroup]) -> Prices | None:
    """The catalogue's prices of the region that these groups are in; None if it is unknown or has none.

    The region is that of the resource, which providers from 6.0 on write, or that of its ARN.
    """
    regions = {_region(values) for group in groups for values in (group.change.before, group.change.after) if values}
    regions.discard("")
    return prices_of(regions.pop()) if len(regions) == 1 else None


def _region(values: Values) -> str:
    region, arn = values.get("region"), values.get("arn")
    if isinstance(region, str):
        return region
    parts = arn.split(":") if isinstance(arn, str) else []
    return parts[_REGION_OF_ARN] if len(parts) > _REGION_OF_ARN else ""


def _row(prices: Prices, name: str, groups: list[NodeGroup]) -> CostRow:
    before, after = (_cost(prices, [getattr(group, side) for group in groups]) for side in ("before", "after"))
    return CostRow(name, before, after)


def _cost(prices: Prices, bought: list[Buying]) -> Cost | None:
    found = Cost()
    for bought_group in bought:
        price = prices.node(bought_group.types, spot=bought_group.spot) if bought_group.types else 0.0
        if price is None:
            return None
        found += Cost(bought_group.size.rest * price, bought_group.size.most * price)
    return found


def _resources(prices: Prices, changes: list[Change]) -> Iterator[CostRow]:
    """Each object of a priced type, at rest as at most."""
    for kind, price in prices.resources.items():
        fates = [fate(change) for change in changes if change.kind == kind and change.managed and not change.deposed]
        was = sum(fate is not Fate.CREATED for fate in fates)
        will = sum(fate is not Fate.DESTROYED for fate in fates)
        if was or will:
            before, after = (Cost(count * price, count * price) for count in (was, will))
            yield CostRow(kind, before, after)
