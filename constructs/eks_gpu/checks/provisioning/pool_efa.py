"""A pool with EFA spans several zones, or its types take different numbers of interfaces.

**Why.** Nodes with EFA are in one cluster placement group, and such a group is in one zone. A node class has one list
of interfaces. Karpenter counts only EFA-only interfaces, and silently leaves out types that do not take them all
(aws/karpenter-provider-aws v1.14.1, `pkg/providers/instancetype`: `types.go`, efas, and `compatibility.go`).

**Fix.** Write one zone in `zones`, and types with the same interfaces; others get a pool of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import type_path
from eks_gpu.design.capacity.efa import interfaces
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign, NodePoolDesign
    from eks_gpu.problem import Problem

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [p5.48xlarge]
    max: 4
    efa: true
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    max: 4
    efa: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the zones and types of pools with EFA."""
    for pool in design.pools:
        if not pool.spec.efa:
            continue
        if len(pool.zones) > 1:
            message = f"nodes with EFA are in one placement group, and so in one zone; given: {listed(pool.zones)}"
            fix = f"write 'zones: [{pool.zones[0]}]', or the zone of your reservation"
            yield error(__name__, f"{pool.where}.zones", message, fix, f"{pool.where}.efa", "network")
        yield from _types(pool)


def _types(pool: NodePoolDesign) -> Iterator[Problem]:
    first, rests_on = pool.types[0], f"{pool.where}.efa"
    for kind in pool.types:
        where = type_path(pool, kind)
        if not kind.efa_max:
            message = f"{kind.name} has no EFA; types with its GPU model and EFA: {_with_efa(kind)}"
            yield error(__name__, where, message, "write a type with EFA, or remove 'efa'", rests_on)
        elif first.efa_max and interfaces(kind, "efa-only") != interfaces(first, "efa-only"):
            message = f"{kind.name} takes {_shown(kind)}, but {first.name} takes {_shown(first)}"
            yield error(__name__, where, message, f"put {kind.name} into a pool of its own", rests_on)


def _shown(kind: InstanceType) -> str:
    """Its interfaces; the same number may be on other network cards."""
    cards = [one.card for one in interfaces(kind, "efa-only") if one.type != "interface"]
    return f"{plural(len(cards), 'EFA interface')} on network {_cards(cards)}"


def _cards(cards: list[int]) -> str:
    if len(cards) == 1:
        return f"card {cards[0]}"
    whole = cards == list(range(cards[0], cards[-1] + 1))
    return f"cards {cards[0]} to {cards[-1]}" if whole else f"cards {listed(map(str, cards))}"


def _with_efa(kind: InstanceType) -> str:
    model = kind.gpu.model if kind.gpu else ""
    known = catalog.instance_types().values()
    return listed(one.name for one in known if one.efa_max and one.gpu and one.gpu.model == model) or "none"
