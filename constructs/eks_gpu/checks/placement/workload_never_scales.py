"""The autoscaler would never buy a node for a workload.

**Why.** For a group at zero, the Cluster Autoscaler checks whether the pod would fit on a template node: the first
instance type with EC2's figures, the group's labels and taints, and the first zone. The template already holds the
DaemonSets' pods, and one more kube-proxy of 100m that the autoscaler's AWS provider adds. If the pod does not fit, the
autoscaler leaves the group at zero and the pod is Pending forever; the autoscaler's log says "wouldn't fit".

**Fix.** Request less, or add a group with larger nodes. The finding is an error if no group runs the workload, and a
warning if `node_groups` names a group that cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import deciding, field, fix, left_for_others, rests_on, told
from eks_gpu.checks._report import error, warning

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
    cpu: "4"
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
    cpu: "3"
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads that no group scales up for."""
    for found in design.schedulability:
        workload = found.workload
        if found.verdict == "never-scales" and not left_for_others(found):
            groups = deciding(found)
            first = groups[0].fit.obstacles[0]
            message = f"no group scales up for {workload.name}: {told(groups)}"
            yield error(__name__, field(workload, first), message, fix(first), *rests_on(workload))
        stuck = found.having("never-scales")
        if stuck and found.verdict != "never-scales" and workload.spec.node_groups:
            message = f"{workload.name} names groups that never scale up for it: {told(stuck)}"
            where = f"{workload.where}.node_groups"
            yield warning(__name__, where, message, "leave these groups out", *rests_on(workload))
