"""A pool's instance types have different processor architectures.

**Why.** The provisioner takes whatever type is cheapest. A pod with an image for only one architecture would start on
a node of the other and fail with "exec format error", and eks-gpu's own images are chosen by the pool's first type.

**Fix.** Give each architecture a pool of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import type_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge, g5g.xlarge]
    max: 4
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every type of a pool with the first."""
    for pool in design.pools:
        first = pool.types[0]
        for kind in pool.types[1:]:
            if kind.arch != first.arch:
                message = f"{kind.name} is {kind.arch}, but {first.name} is {first.arch}"
                fix = f"put {kind.name} into a pool of its own"
                yield error(__name__, type_path(pool, kind), message, fix, f"{pool.where}.instance_types")
                break
