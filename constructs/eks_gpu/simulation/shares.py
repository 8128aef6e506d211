"""Users of a node: the part of its time that counts for each namespace with pods on it.

A pod's part of a node is its largest part of any resource (its dominant share). The parts of all pods are scaled to
one, so a busy node is used up: room that stays free on it counts for those who keep the node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.simulation.inputs import Batch
    from eks_gpu.simulation.state import Node


def shares_of(node: Node, batches: Sequence[Batch]) -> dict[str, float]:
    """The part of each namespace; nothing without pods."""
    parts: dict[str, float] = {}
    for index, pods in node.pods.items():
        batch = batches[index]
        part = max(
            (amount / node.whole[name] for name, amount in batch.asks.items() if node.whole.get(name)), default=0
        )
        parts[batch.namespace] = parts.get(batch.namespace, 0) + pods * part
    together = sum(parts.values())
    return {namespace: part / together for namespace, part in parts.items()} if together else {}
