"""Capacity at the maxima: what each group can become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import Markup, element
from eks_gpu.page.parts import section, table
from eks_gpu.page.words import amount_of, gpus_of, market, nodes_of, several, sizes_of, thousands

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign, MachinesDesign

_HEADS = ("group", "bought as", "nodes", "GPUs of a node", "GPU resources", "vCPUs", "memory")
_MIB_PER_GIB = 1024


def capacity(design: ClusterDesign) -> Markup:
    """The section."""
    rows = [_row(group) for group in nodes_of(design)]
    note = "With several types a group is counted at the one with the least; schedules can set other sizes for a time."
    return section(
        "capacity",
        "Capacity at the maxima",
        table("Groups at their maxima", _HEADS, rows, (5, 6)),
        element("p", note, class_="note"),
    )


def _row(group: MachinesDesign) -> list[str | Markup]:
    types = element("span", several(group.instance_types), class_="below")
    offers = [amount_of(name, amount * group.max_nodes) for name, amount in group.offers.items()]
    nodes = group.max_nodes
    cpus = min((kind.vcpus for kind in group.types), default=0) * nodes
    memory = min((kind.memory_mib for kind in group.types), default=0) * nodes / _MIB_PER_GIB
    scheduled = any(one.schedules for one in group.node_groups)
    sizes = f"{sizes_of(group)}{', and a schedule' if scheduled else ''}"
    return [
        element("span", group.name, types, class_="name"),
        market(group),
        sizes,
        gpus_of(group) or "none",
        several(offers),
        thousands(cpus),
        f"{thousands(memory)} GiB",
    ]
