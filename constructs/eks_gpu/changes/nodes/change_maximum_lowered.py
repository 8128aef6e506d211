"""The edit lowers the maximum of an existing node group.

**Why.** The desired size belongs to the autoscaler, so Terraform does not change it; and EKS refuses a maximum below
it: "desiredSize can't be greater than maxSize" (ministryofjustice/cloud-platform-infrastructure #4595).

**Fix.** Apply it when no more nodes run than the new maximum: scale the workloads down, and let the autoscaler remove
the nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import kept_node_groups
from eks_gpu.checks._report import warning
from eks_gpu.design.nodes.groups import GROUP_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 4
"""
BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
"""
# The file does not show how many nodes are running, so every lower maximum is reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the maxima of node groups that stay."""
    for where, name, kept in kept_node_groups(old, new):
        lowered = [(was, now) for was, now in kept if now.max < was.max]
        if lowered:
            was, now = lowered[0]
            field, each = ("max", "") if now.id == "nodes" else ("max_per_zone", " in each zone")
            message = (
                f"the maximum goes from {was.max} to {now.max}, and EKS refuses one below the current desired size"
            )
            nodes = f"`kubectl get nodes --selector {GROUP_LABEL}={name} --label-columns topology.kubernetes.io/zone`"
            fix = f"apply it when no more than {now.max} nodes of {name} run{each}; {nodes} shows them"
            yield warning(__name__, f"{where}.{field}", message, fix)
