"""Images are prepulled in a group that keeps no nodes: every node starts because a pod is waiting for it.

**Why.** That pod pulls its own image as soon as the node is ready, and shares the network with the prepull. Only later
pods that use another image of the list start sooner. A group at zero saves time through disk and network throughput, or
with a node that is already running.

**Fix.** Keep a node running (`min_per_zone: 1`, a schedule, a warm pool), or pull faster (`disk_throughput_mibs`,
`parallel_image_pull`). If several workloads follow each other on these nodes, list this finding under `ignore`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.nodes.groups import GroupDesign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    prepull: [registry.example/train:1]
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    min_per_zone: 1
    prepull: [registry.example/train:1]
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups at zero whose only prepulled image is that of the waiting workload."""
    for group in design.scaled:
        images = set(group.spec.prepull)
        mine = {workload.spec.image for workload in design.workloads if group.name in workload.groups}
        # With two images in use, a pod that uses one of them finds it pulled next to the other.
        if mine and images == mine and len(images) == 1 and not _keeps_nodes(group):
            message = (
                f"group {group.name} starts at zero: each node starts for a waiting pod, which pulls its image itself"
            )
            fix = "keep a node running (min, schedules, warm_pool), or remove 'prepull'"
            rests_on = (f"{group.where}.warm_pool", f"{group.where}.schedules", "workloads")
            yield warning(__name__, f"{group.where}.prepull", message, fix, *rests_on)


def _keeps_nodes(group: MachinesDesign) -> bool:
    if not isinstance(group, GroupDesign):
        return group.min_nodes > 0
    schedules = [schedule for node_group in group.node_groups for schedule in node_group.schedules]
    return group.min_nodes > 0 or group.spec.warm_pool is not None or any(schedule.min for schedule in schedules)
