"""A workload names a node group that does not exist.

**Why.** Its pods would wait for nodes that nothing creates.

**Fix.** Write the name of one of `gpu_node_groups` or `node_groups`, or `system` for the system nodes. Or leave
`node_groups` out to allow every group that can run the workload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error, instead
from eks_gpu.checks._where import group_names, named, workloads
from eks_gpu.design.nodes.groups import SYSTEM_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    node_groups: [gpus]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    node_groups: [gpu]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the workloads' groups with those of the spec."""
    known = [*(group.name for _, group in named(design.spec)), SYSTEM_GROUP]
    for where, workload in workloads(design.spec):
        for index, name in enumerate(workload.node_groups or ()):
            if name not in known:
                message = f"there is no node group {name!r}; the groups are: {among(known)}"
                fix = instead(name, known, "add the group, or leave 'node_groups' out")
                yield error(__name__, f"{where}.node_groups[{index}]", message, fix, *group_names(design.spec))
