"""A job finds no room next to the serving workloads, even when these run their fewest replicas.

**Why.** Deployments and stateful sets keep their places, and kube-scheduler evicts no pod for a job of the same or a
lower priority. If they occupy every node of the group at its maximum, no pod of the job ever starts, and the autoscaler
may not add the node that the job needs.

**Fix.** Raise the maximum of a group that the job may use, give the job a group of its own with `node_groups`, or lower
the replicas (`scaling.min`) of the serving workloads there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    replicas: 2
    gpus: 4
    ports: [8000]
  - name: batch
    kind: job
    image: registry.example/batch:1
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    zones: [us-west-2a]
    max: 3
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    replicas: 2
    gpus: 4
    ports: [8000]
  - name: batch
    kind: job
    image: registry.example/batch:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for jobs for which not a single pod finds room."""
    for found in design.schedulability:
        workload = found.workload
        if found.verdict == "capacity" and not workload.wanted and not workload.serves:
            groups = listed(one.group for one in found.having("capacity"))
            message = f"{workload.name} never starts: workloads that serve take all nodes of {groups} at the maximum"
            fix = "raise the maximum, give the job a group of its own, or lower the replicas of what serves there"
            yield warning(__name__, workload.where, message, fix, *rests_on(workload), "workloads")
