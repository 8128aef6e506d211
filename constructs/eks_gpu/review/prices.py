"""Prices that the user gives, because nothing is looked up and the catalogue contains none.

A file is YAML or JSON; amounts are for an hour:

    currency: USD                     # default
    on_demand: {g5.xlarge: 1.006}     # by instance type
    spot: {g5.xlarge: 0.40}           # optional; without it spot nodes are counted at the on-demand price
    resources: {aws_nat_gateway: 0.045, aws_eks_cluster: 0.10}     # optional; by Terraform type, each one counted
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.plain_file import MEBIBYTE, read_text
from eks_gpu.printable import printable
from eks_gpu.problem import Problem, listed, nearest, shortened
from eks_gpu.review.document import UnreadableError
from eks_gpu.review.fates import Fate, fate
from eks_gpu.spec.reading.yaml_node import read_node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from eks_gpu.review.groups import Buying, NodeGroup
    from eks_gpu.review.plan import Change

_TABLES = ("on_demand", "spot", "resources")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST_MISTAKES = 20
# More than any object costs in an hour, in any currency, and less than arithmetic has trouble with.
_DEAREST = 1e9
HOURS_A_MONTH = 730


@dataclass(frozen=True, slots=True)
class Prices:
    """Hourly prices."""

    currency: str
    on_demand: Mapping[str, float]
    spot: Mapping[str, float]
    resources: Mapping[str, float]

    def node(self, buying: Buying) -> float | None:
        """The price of a node, at its most expensive possible type; None if a type has no price."""
        found = [(self.spot.get(name) if buying.spot else None) or self.on_demand.get(name) for name in buying.types]
        return max((cost for cost in found if cost is not None), default=None) if None not in found else None


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
    """

    currency: str
    rows: tuple[CostRow, ...]
    unpriced: tuple[str, ...]

    @property
    def before(self) -> Cost:
        """The sum of all that has a price."""
        return sum((row.before for row in self.rows if row.before), Cost())

    @property
    def after(self) -> Cost:
        """As before, when the plan is done."""
        return sum((row.after for row in self.rows if row.after), Cost())


def read_prices(path: Path) -> Prices:
    """The prices in a file.

    Raises:
        UnreadableError: If it cannot be read or is invalid; the message contains all mistakes.
    """
    name = printable(str(path))
    try:
        found = read_node(read_text(path, MEBIBYTE), name)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{name}: {_reason(error)}") from None
    if isinstance(found, Problem):
        place = f":{found.position.line}:{found.position.column}" if found.position else ""
        raise UnreadableError(f"{name}{place}: this is neither YAML nor JSON: {found.message}")
    prices = found.plain
    if not isinstance(prices, dict):
        raise UnreadableError(f"{name}: prices must be a mapping, such as {{on_demand: {{g5.xlarge: 1.006}}}}")
    if wrong := list(_wrong(prices)):
        raise UnreadableError("\n".join(f"{name}: {printable(mistake)}" for mistake in wrong[:_MOST_MISTAKES]))
    tables = [{str(key): float(value) for key, value in (prices.get(table) or {}).items()} for table in _TABLES]
    return Prices(str(prices.get("currency", "USD")), *tables)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return getattr(error, "strerror", "") or str(error)


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
    return Bill(prices.currency, tuple(rows), tuple(missing))


def _row(prices: Prices, name: str, groups: list[NodeGroup]) -> CostRow:
    before, after = (_cost(prices, [getattr(group, side) for group in groups]) for side in ("before", "after"))
    return CostRow(name, before, after)


def _cost(prices: Prices, bought: list[Buying]) -> Cost | None:
    found = Cost()
    for bought_group in bought:
        price = prices.node(bought_group) if bought_group.types else 0.0
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


def _wrong(found: Mapping[object, object]) -> Iterator[str]:
    for key in found:
        if key not in {*_TABLES, "currency"}:
            close = nearest(str(key), (*_TABLES, "currency"))
            hint = f"did you mean {close!r}?" if close else f"valid keys: currency, {listed(_TABLES)}"
            yield f"unknown key {shortened(repr(key))}; {hint}"
    currency = found.get("currency", "USD")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        yield f"currency: {shortened(repr(currency))} is not a three-letter currency code, such as USD"
    for name in _TABLES:
        table = found.get(name) or {}
        if not isinstance(table, dict):
            given = shortened(repr(table))
            yield f"{name}: must be a mapping of hourly prices, such as {{g5.xlarge: 1.006}}, not {given}"
            continue
        for key, value in table.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _DEAREST:
                place = shortened(f"{name}.{key}")
                yield f"{place}: {shortened(repr(value))} is not an hourly price, such as 1.006"
