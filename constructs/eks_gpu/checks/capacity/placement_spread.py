"""A placement group keeps apart nodes that are to be close together, or more of them than EC2 allows.

**Why.** In a spread placement group each node gets hardware of its own, and EC2 starts seven in a zone at most; the
eighth fails, however long the autoscaler tries (EC2 user guide, placement strategies). And EFA is for nodes that talk
to each other all the time: apart, every step waits for the longer way.

**Fix.** Lower the maximum to 7 a zone, add zones or groups, or write `placement_group: partition`. With `efa` leave
`placement_group` out; it is `cluster` then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.reservation import SPREAD_NODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for EFA, and compare the maxima of spread groups with what their zones take."""
    for group in design.gpu_groups:
        strategy = group.spec.placement_group
        if group.spec.efa and strategy in {"spread", "partition"}:
            message = f"{strategy} keeps the nodes of {group.name} apart, and EFA is for nodes that are close together"
            fix = "remove it (with 'efa' it is 'cluster'), or remove 'efa'"
            yield warning(__name__, f"{group.where}.placement_group", message, fix, f"{group.where}.efa")
        if group.spec.placement_group != "spread":
            continue
        field = "max" if group.spec.max is not None else "max_per_zone"
        zones = {zone for nodes in group.node_groups for zone in nodes.zones}
        if group.max_nodes > SPREAD_NODES * len(zones):
            most = SPREAD_NODES * len(zones) if field == "max" else SPREAD_NODES
            message = f"EC2 spreads {SPREAD_NODES} nodes in a zone at most; {group.name} has {len(zones)} of them"
            fix = f"write '{field}: {most}' or less, or 'placement_group: partition'"
            yield error(__name__, f"{group.where}.{field}", message, fix, f"{group.where}.zones", "network")
