"""Hourly prices: those of the catalogue, or those of a file (`price_file`)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HOURS_A_MONTH = 730
# The region whose prices are known for most types; those of others are of the same order.
USUAL_REGION = "us-east-1"
# Resources that are billed by the hour and always cost the same.
_RESOURCES = {
    "aws_eks_cluster": "eks_standard_hour",
    "aws_nat_gateway": "nat_gateway_hour",
    "aws_eip": "public_ipv4_hour",
}


@dataclass(frozen=True)
class Prices:
    """Hourly prices.

    Attributes:
        currency: Three letters.
        on_demand: Price of a node, by instance type.
        spot: Price of a spot node, by instance type.
        resources: Price of one object, by Terraform type.
        origin: Their source and date, as words that follow "prices".
        services: Prices of the catalogue for units of services, by name; empty for a file.
    """

    currency: str
    on_demand: Mapping[str, float]
    spot: Mapping[str, float] = field(default_factory=dict)
    resources: Mapping[str, float] = field(default_factory=dict)
    origin: str = ""
    services: Mapping[str, float] = field(default_factory=dict)

    def node(self, types: Iterable[str], *, spot: bool) -> float | None:
        """The price of a node, at its most expensive possible type; None if a type has no price."""
        found = [(self.spot.get(name) if spot else None) or self.on_demand.get(name) for name in types]
        return max((cost for cost in found if cost is not None), default=None) if None not in found else None

    def service(self, name: str, resource: str) -> float | None:
        """The price of an hour of a service: the catalogue's by its name, or a file's by its Terraform type."""
        found = self.services.get(name)
        if found is not None and name.endswith("_month"):
            return found / HOURS_A_MONTH
        return self.resources.get(resource) if found is None else found


def prices_of(region: str) -> Prices | None:
    """The catalogue's prices of a region; None if it has none."""
    nodes = catalog.node_prices(region)
    if nodes is None:
        return None
    services = {name: price.amount for name, price in catalog.service_prices(region).items()}
    origin = f"of AWS's list for {region}, {nodes.date}"
    resources = {kind: services[name] for kind, name in _RESOURCES.items() if name in services}
    return Prices(nodes.currency, nodes.hourly, resources=resources, origin=origin, services=services)
