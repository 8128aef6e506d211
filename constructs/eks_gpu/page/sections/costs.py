"""Costs of the cluster, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import Markup, element
from eks_gpu.page.parts import code, section, table, value
from eks_gpu.problem import listed
from eks_gpu.report.costs import amount, month, sentence

if TYPE_CHECKING:
    from eks_gpu.costs import ClusterCost, CostLine
    from eks_gpu.design import ClusterDesign
    from eks_gpu.page.markup import Child
    from eks_gpu.page.subject import Subject


def costs(subject: Subject) -> Markup | None:
    """The section; None if nothing could be designed."""
    design = subject.design
    if design is None:
        return None
    if subject.cost is None:
        words = f"There are no prices for {design.spec.region} here; "
        return section("costs", "Costs", element("p", words, code("--prices FILE"), " counts the cost with yours."))
    cost = subject.cost
    currency = cost.prices.currency
    rows: list[list[Child]] = [_row(line) for line in cost.lines]
    rows.append(
        [
            element("strong", "together"),
            value(cost.rest, amount(cost.rest), "total-rest"),
            month(cost.rest),
            value(cost.most, amount(cost.most), "total-most"),
        ]
    )
    heads = ("what", "an hour at rest", "a month at rest", "an hour at most")
    return section(
        "costs",
        "Costs",
        table(f"Costs in {currency}", heads, rows, (1, 2, 3), "costs"),
        _notes(design, cost),
        lead=f"{sentence(cost)}.",
    )


def _row(line: CostLine) -> list[Child]:
    name = f"nodes of {line.name}, with their volumes" if line.group else line.name
    return [
        name,
        value(line.rest, amount(line.rest), f"rest-{line.name}"),
        month(line.rest),
        value(line.most, amount(line.most), f"most-{line.name}"),
    ]


def _notes(design: ClusterDesign, cost: ClusterCost) -> Markup | None:
    spot = [group for group in design.all_groups if group.capacity_type == "SPOT"]
    as_on_demand = any(name not in cost.prices.spot for group in spot for name in group.spec.instance_types)
    words = ["Spot nodes are counted at the On-Demand price; usually they cost less"] if as_on_demand else []
    words += [f"billed by use or in advance, and in no sum: {listed(cost.by_use)}"] if cost.by_use else []
    words += [f"without a price: {listed(cost.unpriced)}"] if cost.unpriced else []
    return element("p", f"{'. '.join(one[0].upper() + one[1:] for one in words)}.", class_="note") if words else None
