"""The types that a provisioner would buy for a pod, in words and as data."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from eks_gpu.costs import bought_types, planned
from eks_gpu.printable import columns
from eks_gpu.problem import listed, plural
from eks_gpu.report.costs import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.costs import BoughtType, Prices
    from eks_gpu.design import GroupModels
    from eks_gpu.scheduling.demand import PodDemand

# Types in a sentence; the JSON form has all of them.
_SHOWN = 6


def bought_lines(demand: PodDemand, models: GroupModels, prices: Prices | None) -> Iterator[str]:
    """The types for one pod, cheapest first, and the nodes for all pods at once."""
    pool = models.pools[0]
    types = bought_types(demand, models.group, pool, prices)
    if not types:
        return
    where = "" if all(one.price is None for one in types) else ", cheapest first"
    names = listed([_priced(one, prices) for one in types], _SHOWN)
    yield _folded(f"for one pod {pool.buyer} asks EC2 for {plural(len(types), 'type')}{where}: {names}")
    nodes = planned(demand, types, models.group.max_nodes)
    if demand.count.most > 1 and nodes:
        yield _folded(f"for all {plural(demand.count.most, 'pod')} at once it plans {_counted(nodes)}")


def bought_as_data(demand: PodDemand, models: GroupModels, prices: Prices | None) -> dict[str, object]:
    """The same, for machines."""
    pool = models.pools[0]
    types = bought_types(demand, models.group, pool, prices)
    nodes = planned(demand, types, models.group.max_nodes)
    return {
        "buyer": pool.buyer,
        "types": [
            {"instance_type": one.name, "pods": one.pods, "per_hour": one.price and round(one.price, 4)}
            for one in types
        ],
        "planned": [one.name for one in nodes],
    }


def _priced(one: BoughtType, prices: Prices | None) -> str:
    return one.name if one.price is None or prices is None else f"{one.name} ({amount(one.price)})"


def _counted(nodes: tuple[BoughtType, ...]) -> str:
    names = [one.name for one in nodes]
    return listed(f"{names.count(name)} {name}" for name in dict.fromkeys(names))


def _folded(text: str) -> str:
    return textwrap.fill(text, columns(), initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
