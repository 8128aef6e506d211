"""The prices of a command line, and the cost of declarations with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.cli.frame.files import NoFileError
from eks_gpu.costs import cost_of, prices_of
from eks_gpu.costs.price_file import PricesError, read_prices
from eks_gpu.problem import Problem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from eks_gpu.costs import ClusterCost, Prices
    from eks_gpu.declaration import Declaration

_LIMIT = "max-hourly"


def given_prices(file: Path | None) -> Prices | None:
    """The prices of the file that the command line names; None leaves them to the catalogue.

    Raises:
        NoFileError: If the file cannot be read or is wrong.
    """
    try:
        return read_prices(file) if file else None
    except PricesError as error:
        raise NoFileError(str(error)) from None


def costs(declarations: Iterable[Declaration], prices: Prices | None) -> dict[str, ClusterCost]:
    """The cost of each declaration that could be completed, by its file; a region without prices has none."""
    found = {}
    for one in declarations:
        # Sizes and types that are stand-ins for mistakes would be somebody else's bill.
        if one.draft is None or one.loaded is None or one.loaded.repaired:
            continue
        used = prices or prices_of(one.draft.spec.region)
        if used:
            found[one.file] = cost_of(one.draft, used)
    return found


def above(declarations: Iterable[Declaration], counted: dict[str, ClusterCost], limit: float) -> list[Problem]:
    """A finding for each cluster that may cost more in an hour than the limit, or whose cost is not known."""
    return [found for one in declarations for found in [_above(one, counted.get(one.file), limit)] if found]


def _above(declaration: Declaration, cost: ClusterCost | None, limit: float) -> Problem | None:
    if declaration.draft is None:
        return None
    missing = "the region" if cost is None else listed(cost.unpriced)
    if missing:
        message = f"there is no price for {missing}, so the cost of this cluster cannot be compared with --max-hourly"
        return Problem(_LIMIT, "error", "", message, "name the prices in a file: --prices FILE", declaration.file)
    if cost is None or cost.most <= limit:
        return None
    dearest = max((line for line in cost.lines if line.group), key=lambda line: line.most, default=None)
    of = f"; {dearest.name} costs {dearest.most:,.2f} of it" if dearest else ""
    message = (
        f"with every group at its maximum the cluster costs {cost.most:,.2f} {cost.prices.currency} an hour, more than "
        f"--max-hourly {limit:g}{of}"
    )
    fix = "lower the maximum of a group, choose smaller instance types, or raise the limit"
    return Problem(_LIMIT, "error", "", message, fix, declaration.file)
