"""A pool's kinds of capacity stand in another order than Karpenter's, or do not go with its reservations.

**Why.** Karpenter and Auto Mode always try reserved capacity first, then Spot, then On-Demand
(aws/karpenter-provider-aws v1.14.1, `pkg/providers/instance/instance.go`, getCapacityType). Another order in the file
would promise something that does not happen. Without `reserved` no node starts in a reservation; with `reserved` and
without reservations Karpenter has nothing to choose.

**Fix.** Write the kinds in this order, each once, and `reserved` exactly where `capacity_reservations` are named. For
On-Demand before Spot, use two pools with `weight`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import pools
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_ORDER = ("reserved", "spot", "on-demand")

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    capacity: [on-demand, spot]
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    capacity: [spot, on-demand]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the order, and compare it with the reservations."""
    for where, pool in pools(design.spec):
        here, given = f"{where}.capacity", list(pool.capacity)
        wanted = [kind for kind in _ORDER if kind in given]
        if given != wanted:
            message = f"the kinds are {listed(given)}, but a provisioner tries {listed(_ORDER)} in this order"
            yield error(__name__, here, message, f"write 'capacity: [{', '.join(wanted)}]'")
        reserved = "reserved" in given
        if reserved and not pool.capacity_reservations:
            message = "'reserved' needs the ids of the reservations; open ones have to be named as well"
            fix = "write 'capacity_reservations: [cr-…]', or remove 'reserved'"
            yield error(__name__, here, message, fix, f"{where}.capacity_reservations")
        elif pool.capacity_reservations and not reserved:
            message = f"{listed(pool.capacity_reservations)} would never be used without 'reserved' in 'capacity'"
            fix = f"write 'capacity: [{', '.join(['reserved', *wanted])}]'"
            yield error(__name__, f"{where}.capacity_reservations", message, fix, here)
