"""A placement group separates nodes that should be close together, or more nodes than EC2 allows.

**Why.** In a spread placement group every node gets separate hardware, and EC2 starts at most seven nodes per zone; the
eighth fails, however long the autoscaler tries (EC2 user guide, placement strategies). EFA is for nodes that
communicate all the time: if they are far apart, every step takes the longer path.

**Fix.** Lower the maximum to 7 per zone, add zones or groups, or write `placement_group: partition`. With `efa`, remove
`placement_group`; it then defaults to `cluster`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import wants_efa
from eks_gpu.design.capacity.reservation import SPREAD_NODES
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 8
    placement_group: spread
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 7
    placement_group: spread
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for EFA, and compare the maximum of each spread group with the limit of its zones."""
    for group in design.groups:
        strategy = group.spec.placement_group
        if wants_efa(group.spec) and strategy in {"spread", "partition"}:
            message = f"{strategy} keeps the nodes of {group.name} apart, but EFA is for nodes that are close together"
            fix = "remove 'placement_group' (with 'efa' it defaults to 'cluster'), or remove 'efa'"
            yield warning(__name__, f"{group.where}.placement_group", message, fix, f"{group.where}.efa")
        if group.spec.placement_group != "spread":
            continue
        field = "max" if group.spec.max is not None else "max_per_zone"
        zones = {zone for nodes in group.node_groups for zone in nodes.zones}
        if group.max_nodes > SPREAD_NODES * len(zones):
            most = SPREAD_NODES * len(zones) if field == "max" else SPREAD_NODES
            message = (
                f"EC2 spreads at most {SPREAD_NODES} nodes per zone; {group.name} has {plural(len(zones), 'zone')}"
            )
            fix = f"write '{field}: {most}' or less, or 'placement_group: partition'"
            yield error(__name__, f"{group.where}.{field}", message, fix, f"{group.where}.zones", "network")
