"""A group has a GPU utilization threshold, but the autoscaler sees no GPU on its nodes.

**Why.** The autoscaler recognises a GPU node only by the resource `nvidia.com/gpu`. Where shares or MIG slices have
resource names of their own, it judges nodes by CPU and memory, and removes those below half of both (its
`utilization/info.go`).

**Fix.** Remove `gpu_utilization_threshold`. By default a pod's CPU and memory follow its share of the GPUs anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4, rename: true}
    autoscaling:
      gpu_utilization_threshold: 0.3
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4, rename: true}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for thresholds in groups whose nodes do not offer `nvidia.com/gpu`."""
    for group in design.gpu_groups:
        if group.spec.autoscaling.gpu_utilization_threshold is not None and GPU not in group.offers:
            where = f"{group.where}.autoscaling.gpu_utilization_threshold"
            message = (
                f"nodes of {group.name} offer {listed(group.offers)}, not nvidia.com/gpu: the threshold has no effect"
            )
            yield warning(__name__, where, message, "remove 'gpu_utilization_threshold'", f"{group.where}.sharing")
