"""Resources that Karpenter cannot know of a type, as NodeOverlays (API `karpenter.sh/v1alpha1`, behind a feature gate).

Every overlay names its pool: without that requirement it would be true of the nodes of every other pool as well
(kubernetes-sigs/karpenter, `pkg/cloudprovider/overlay`). Karpenter refuses two overlays with one weight where they
contradict each other, so each has its own weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.provisioning.node_pool import in_pool, of_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.scheduling.amounts import Amounts

# Amounts that the design holds in MiB.
_IN_MIB = "hugepages-"
# The API's bounds of `weight`.
_MOST = 10_000


def overlays(pools: Iterable[NodePoolDesign]) -> tuple[dict[str, Any], ...]:
    """The overlays of all pools: one for each set of types of a pool that offer the same."""
    wanted = [(pool, types, told) for pool in pools for types, told in _of_pool(pool)]
    return tuple(
        _overlay(pool, number, types, told, _MOST - index)
        for index, (pool, number, types, told) in enumerate(_numbered(wanted))
    )


def _of_pool(pool: NodePoolDesign) -> Iterator[tuple[list[str], Amounts]]:
    found: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for kind in pool.types:
        if told := pool.overlay(kind):
            found.setdefault(tuple(sorted(told.items())), []).append(kind.name)
    for amounts, types in found.items():
        yield types, dict(amounts)


def _numbered(
    wanted: list[tuple[NodePoolDesign, list[str], Amounts]],
) -> Iterator[tuple[NodePoolDesign, int, list[str], Amounts]]:
    counts: dict[str, int] = {}
    for pool, types, told in wanted:
        counts[pool.name] = counts.get(pool.name, 0) + 1
        yield pool, counts[pool.name], types, told


def _overlay(pool: NodePoolDesign, number: int, types: list[str], told: Amounts, weight: int) -> dict[str, Any]:
    capacity: dict[str, Any] = {
        name: f"{amount}Mi" if name.startswith(_IN_MIB) else str(amount) for name, amount in sorted(told.items())
    }
    return {
        "apiVersion": "karpenter.sh/v1alpha1",
        "kind": "NodeOverlay",
        "metadata": {"name": f"{pool.name}-{number}"},
        "spec": {"requirements": [in_pool(pool.name), of_types(types)], "capacity": capacity, "weight": weight},
    }
