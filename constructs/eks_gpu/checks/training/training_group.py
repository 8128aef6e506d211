"""A training job may run on several groups.

**Why.** Its ranks would be spread over those groups. Nodes of two groups share no placement group, and may differ in
type and network. The slowest node sets the pace for all, and over EFA some nodes may not reach the others at all.

**Fix.** Name one group in `node_groups`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - {name: reserved, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 2}
  - {name: on-demand, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
"""
GOOD = """\
gpu_node_groups:
  - {name: reserved, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 2}
  - {name: on-demand, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
    node_groups: [reserved]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the groups of training jobs."""
    for workload in design.workloads:
        if workload.training and len(workload.groups) > 1:
            message = f"{workload.name} may run on {listed(workload.groups)}, and its ranks would be spread over them"
            fix = f"write 'node_groups: [{workload.groups[0]}]'"
            yield error(__name__, f"{workload.where}.node_groups", message, fix, *rests_on(workload))
