"""List prices: On-Demand nodes by region, and the services around them.

Prices change without notice and by region. A region that no source covers has none here; `--prices` takes a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.catalog._files import document
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = "prices.json"


@dataclass(frozen=True, kw_only=True)
class NodePrices:
    """On-Demand prices of Linux nodes with shared tenancy in one region.

    Attributes:
        region: The region.
        date: Day on which the source read AWS's price list, as 2026-07-20.
        source: The place where they were published.
        currency: Three letters.
        hourly: Price of an hour, by instance type.
    """

    region: str
    date: str
    source: str
    currency: str
    hourly: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class ServicePrice:
    """The price of one unit of a service.

    Attributes:
        amount: Price, for the time or amount that the name ends in: hour, month or GB.
        of: The thing that is billed.
        source: AWS's page.
    """

    amount: float
    of: str
    source: str


def node_prices(region: str) -> NodePrices | None:
    """The prices of a region's nodes; None if no source covers it."""
    found = document(_FILE)["nodes"].get(region)
    if found is None:
        return None
    return NodePrices(
        region=region,
        date=found["date"],
        source=found["source"],
        currency=found["currency"],
        hourly=found["hourly"],
    )


def priced_regions() -> tuple[str, ...]:
    """Regions with known prices of nodes."""
    return tuple(document(_FILE)["nodes"])


def service_prices(region: str) -> Mapping[str, ServicePrice]:
    """The prices of services in a region, by name; empty if no source covers it."""
    found = document(_FILE)["services"]
    if region not in found["regions"]:
        return {}
    return {name: ServicePrice(**price) for name, price in found["prices"].items()}


def service_prices_as_of() -> str:
    """Day for which the services' prices were written down."""
    return str(document(_FILE)["services"]["as_of"])
