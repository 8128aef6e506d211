"""The autoscaler would buy a GPU node for a workload, but the pod would not fit on it.

**Why.** Until a node runs, the Cluster Autoscaler plans with EC2's figures for the type: all of its CPU and memory, and
110 pods. On the real node, kubelet reserves a part for itself (awslabs/amazon-eks-ami, `kubelet/config.go`), daemons
take theirs, and the operating system sees less memory than EC2 advertises: 1.7 to 5.8 % less was measured, and eks-gpu
assumes up to 6 %. A pod in the gap between the two figures triggers a node, stays Pending next to it, and triggers
another.

**Fix.** Request no more than a node is certain to have; the message says how much that is. If they are left out, `cpu`
and `memory` are a fair share by GPUs, which always fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import field, fix, rests_on, told
from eks_gpu.checks._report import error

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
    memory: 15Gi
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
    memory: 12Gi
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups that would scale up without helping the pod."""
    for found in design.schedulability:
        stuck = found.having("stays-pending")
        if stuck:
            workload, first = found.workload, stuck[0].fit.obstacles[0]
            buys = any(group.min_nodes == 0 for group in design.gpu_nodes if group.name in {one.group for one in stuck})
            message = f"{workload.name} would {'buy a node and ' if buys else ''}stay Pending: {told(stuck)}"
            yield error(__name__, field(workload, first), message, fix(first), *rests_on(workload))
