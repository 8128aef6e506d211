"""A label or taint of a pool has a key that the provisioner keeps for itself.

**Why.** Karpenter's definitions refuse labels of the domain karpenter.sh and its subdomains, those of
karpenter.k8s.aws, and `kubernetes.io/hostname` (karpenter.sh_nodepools.yaml v1.14.1); EKS Auto Mode keeps
eks.amazonaws.com. The pool would not be created at all.

**Fix.** Use your own domain, such as `example.com/team`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import pools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_HOSTNAME, _KEPT = "kubernetes.io/hostname", ("karpenter.sh", "karpenter.k8s.aws", "eks.amazonaws.com")

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    labels:
      karpenter.sh/team: vision
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    labels:
      example.com/team: vision
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the domain of every key."""
    for where, pool in pools(design.spec):
        keys = [(f"{where}.labels.{key}", key) for key in pool.labels]
        keys += [(f"{where}.taints[{index}].key", taint.key) for index, taint in enumerate(pool.taints)]
        for here, key in keys:
            domain, _, name = key.rpartition("/")
            if key == _HOSTNAME or any(domain == one or domain.endswith(f".{one}") for one in _KEPT):
                message = f"the provisioner keeps {key!r} for itself"
                yield error(__name__, here, message, f"use your own domain, such as example.com/{name}")
