"""Prices that the user gives in a file.

A file is YAML or JSON; amounts are for an hour:

    currency: USD                     # default
    on_demand: {g5.xlarge: 1.006}     # by instance type
    spot: {g5.xlarge: 0.40}           # optional; without it spot nodes are counted at the on-demand price
    resources: {aws_nat_gateway: 0.045, aws_eks_cluster: 0.10}     # optional; by Terraform type, each one counted
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.costs.prices import Prices
from eks_gpu.plain_file import MEBIBYTE, read_text
from eks_gpu.printable import printable
from eks_gpu.problem import Problem, listed, nearest, shortened
from eks_gpu.spec.reading.yaml_node import read_node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_TABLES = ("on_demand", "spot", "resources")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST_MISTAKES = 20
# More than any object costs in an hour, in any currency, and less than arithmetic has trouble with.
_DEAREST = 1e9


class PricesError(Exception):
    """A file of prices that cannot be read, or is wrong; the message contains all mistakes."""


def read_prices(path: Path) -> Prices:
    """The prices in a file.

    Raises:
        PricesError: If it cannot be read or is invalid; the message contains all mistakes.
    """
    name = printable(str(path))
    try:
        found = read_node(read_text(path, MEBIBYTE), name)
    except (OSError, ValueError) as error:
        raise PricesError(f"{name}: {_reason(error)}") from None
    if isinstance(found, Problem):
        place = f":{found.position.line}:{found.position.column}" if found.position else ""
        raise PricesError(f"{name}{place}: this is neither YAML nor JSON: {found.message}")
    prices = found.plain
    if not isinstance(prices, dict):
        raise PricesError(f"{name}: prices must be a mapping, such as {{on_demand: {{g5.xlarge: 1.006}}}}")
    if wrong := list(_wrong(prices)):
        raise PricesError("\n".join(f"{name}: {printable(mistake)}" for mistake in wrong[:_MOST_MISTAKES]))
    on_demand, spot, resources = (
        {str(key): float(value) for key, value in (prices.get(table) or {}).items()} for table in _TABLES
    )
    currency = str(prices.get("currency", "USD"))
    return Prices(currency, on_demand, spot, resources, origin=f"from {printable(path.name)}")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return getattr(error, "strerror", "") or str(error)


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
