"""Node pools have no provisioner, or a provisioner has no pools.

**Why.** Nodes of `gpu_node_pools` are bought by Karpenter or by EKS Auto Mode, never by the Cluster Autoscaler. Without
a provisioner the pools are not created and their workloads wait forever. A provisioner without pools costs a
controller, or Auto Mode's feature, and buys nothing.

**Fix.** Write `provisioner: karpenter` or `provisioner: auto-mode`; or remove `provisioner`. Auto Mode with
`system_pools: true` has pools of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.nodes.pools import NO_PROVISIONER
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups: []
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
"""
GOOD = """\
provisioner: karpenter
gpu_node_groups: []
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the two fields."""
    spec = design.spec
    named = spec.provisioner.kind if spec.provisioner else NO_PROVISIONER
    if spec.gpu_node_pools and named == NO_PROVISIONER:
        message = f"nobody buys the nodes of {listed(pool.name for pool in spec.gpu_node_pools)}"
        fix = "write 'provisioner: karpenter' or 'provisioner: auto-mode', or move them to 'gpu_node_groups'"
        yield error(__name__, "gpu_node_pools", message, fix, "provisioner")
    system_pools = spec.provisioner is not None and spec.provisioner.system_pools
    if named != NO_PROVISIONER and not spec.gpu_node_pools and not system_pools:
        message = f"{named} has no pool, so it buys no node"
        fix = "add 'gpu_node_pools', or remove 'provisioner'"
        yield warning(__name__, "provisioner", message, fix, "gpu_node_pools")
