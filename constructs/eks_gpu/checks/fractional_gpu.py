"""The autoscaler does not see the GPU of a type that has a part of one.

**Why.** EC2 counts the GPUs of g6f and gr6f as 0, and the Cluster Autoscaler with it (its
`ec2_instance_types.go`): it finds no use for a group at zero, so the group stays at zero.

**Fix.** Keep one node (`min: 1` or `min_per_zone: 1`), from which the autoscaler learns what the others have;
or use g6.xlarge, the smallest type with a whole L4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for such types in groups that begin at zero."""
    if design.spec.autoscaler.kind == "none":
        return
    for group in design.gpu_groups:
        parts = [kind.name for kind in group.types if kind.gpu and kind.gpu.physical_count == 0]
        if parts and any(nodes.min == 0 for nodes in group.node_groups):
            message = f"{listed(parts)} has a part of a GPU, and the autoscaler counts none: it stays at zero"
            fix = "keep a node ('min: 1', or 'min_per_zone: 1'), or write g6.xlarge"
            yield warning(
                __name__,
                f"{group.where}.instance_types",
                message,
                fix,
                f"{group.where}.min",
                f"{group.where}.min_per_zone",
                "autoscaler",
            )
