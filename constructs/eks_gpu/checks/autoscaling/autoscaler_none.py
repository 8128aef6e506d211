"""A workload can never start: its groups have no nodes, and nothing adds any.

**Why.** With `autoscaler: {kind: none}` you set the node counts yourself, and a group that starts at zero stays there.

**Fix.** Remove `autoscaler`, or give one of the groups a minimum (`min` or `min_per_zone`) of 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import deciding, only
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
autoscaler:
  kind: none
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
autoscaler:
  kind: none
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    min_per_zone: 1
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads whose groups start without nodes."""
    stuck = [
        found.workload
        for found in design.schedulability
        if found.verdict == "never-scales" and only("nobody", deciding(found))
    ]
    if stuck:
        names = listed(f"{workload.name} (on {listed(workload.groups)})" for workload in stuck)
        message = f"with 'kind: none' nothing adds nodes to groups at zero, so these never start: {names}"
        fix = "remove 'autoscaler', or write 'min_per_zone: 1' (or 'min: 1') in a group"
        yield error(__name__, "autoscaler.kind", message, fix, "gpu_node_groups", "workloads")
