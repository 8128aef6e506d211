"""A pool evicts pods to save nodes, and work that ends would be lost.

**Why.** With `when: underutilized` Karpenter moves pods to fewer or cheaper nodes. It evicts jobs too, unless their
pods say that they must not be disrupted, which eks-gpu writes for `evictable: false`. An evicted job starts again.

**Fix.** Write `evictable: false` in the workload, or `consolidation: {when: empty}` in the pool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_ENDING = frozenset({"job", "cron_job", "training_job"})

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    consolidation: {when: underutilized}
gpu_node_groups: []
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    evictable: true
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    consolidation: {when: underutilized}
gpu_node_groups: []
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    evictable: false
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for jobs that may be evicted on such pools."""
    for pool in design.pools:
        if pool.spec.consolidation.when != "underutilized":
            continue
        lost = [
            found.workload.name
            for found in design.schedulability
            if found.workload.spec.kind in _ENDING
            and found.workload.movable
            and any(one.group == pool.name and one.fit.verdict in {"runs", "capacity"} for one in found.groups)
        ]
        if lost:
            message = f"{pool.buyer} may evict {listed(lost)} to pack the nodes of {pool.name}, and their work is lost"
            fix = "write 'evictable: false' in the workload, or 'when: empty' here"
            where = f"{pool.where}.consolidation.when"
            yield warning(__name__, where, message, fix, "workloads", "gpu_node_groups", "provisioner")
