"""Karpenter has no two system nodes in two zones.

**Why.** Karpenter's chart runs two replicas that never share a node, and spreads them over zones with DoNotSchedule
(`charts/karpenter/values.yaml` v1.14.1). On a single system node, or in one zone, the second replica stays Pending, and
Helm waits for it until its time is up. Karpenter must not run on nodes that it buys itself.

**Fix.** Write `min: 2` or more for `system_nodes`, with two zones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_REPLICAS = 2

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
system_nodes:
  min: 1
  max: 2
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the system nodes and their zones."""
    provisioner, system = design.spec.provisioner, design.system
    if provisioner is None or provisioner.kind != "karpenter" or design.spec.existing_cluster:
        return
    if system.min_nodes < _REPLICAS:
        message = f"Karpenter runs on two nodes, but there may be {plural(system.min_nodes, 'system node')}"
        yield error(__name__, "system_nodes.min", message, "write 2 or more", "provisioner", "system_nodes")
    zones = {zone for group in system.node_groups for zone in group.zones}
    if zones and len(zones) < _REPLICAS:
        message = f"Karpenter's replicas are spread over zones, but the system nodes are all in {min(zones)}"
        yield error(__name__, "system_nodes.zones", message, "name two zones", "provisioner", "network")
