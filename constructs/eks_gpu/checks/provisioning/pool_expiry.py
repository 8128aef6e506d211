"""Nodes of a pool end by age, and jobs run there.

**Why.** At `expire_after` Karpenter drains a node whatever runs there: neither `evictable: false` nor a disruption
budget holds it back (karpenter.sh, "Disruption", Expiration). A job that has not ended by then starts again.

**Fix.** Write `expire_after: never`, which is the default with Karpenter, or a time that is longer than any job, and
checkpoints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._lost_work import losing_on
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    expire_after: 24h
gpu_node_groups: []
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    expire_after: never
gpu_node_groups: []
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    evictable: false
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for work that an end by age interrupts."""
    for pool in design.pools:
        if "expire_after" not in pool.spec.model_fields_set or pool.spec.expire_after == "never":
            continue
        lost = losing_on(design, pool.name)
        if lost:
            message = f"{pool.buyer} ends every node of {pool.name} after {pool.spec.expire_after}, with {lost} on it"
            fix = "write 'never', or a time that is longer than the work takes"
            where = f"{pool.where}.expire_after"
            yield warning(__name__, where, message, fix, "workloads", "gpu_node_groups", "provisioner")
