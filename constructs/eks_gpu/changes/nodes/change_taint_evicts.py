"""The edit adds a taint that evicts running pods.

**Why.** EKS adds a new taint to running nodes, and `NoExecute` evicts pods that do not tolerate it. The workloads get
their toleration with the workloads stack, which is applied after the cluster stack: in between their pods are evicted.

**Fix.** Add the toleration to the workloads first (`tolerations`) and apply, then add the taint; or use `NoSchedule`,
which does not evict running pods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import all_nodes
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed
from eks_gpu.scheduling.taints import Effect, repelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    taints:
      - {key: example.com/team, value: research, effect: NoExecute}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    taints:
      - {key: example.com/team, value: research, effect: NoSchedule}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare new taints with the tolerations of the old workloads."""
    for was, now in all_nodes(old, new):
        added = [taint for taint in now.taints if taint.effect is Effect.NO_EXECUTE and taint not in was.taints]
        there = [workload for workload in old.workloads if was.name in workload.groups]
        driven = [daemon.name for daemon in there if repelling(added, daemon.tolerations)]
        if driven:
            message = f"{listed(added)} is added to running nodes of {now.name} before {listed(driven)} can tolerate it"
            fix = "add 'tolerations' to these workloads and apply, then add the taint; or write 'effect: NoSchedule'"
            yield warning(__name__, f"{now.where}.taints", message, fix)
