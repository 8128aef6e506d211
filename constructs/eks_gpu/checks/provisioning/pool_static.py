"""A pool with a fixed number of nodes has settings that only follow the pods.

**Why.** A static pool (`nodes_always`) keeps its number of nodes whatever the pods need. Karpenter refuses a `weight`
there, never consolidates its nodes, and takes no limit but that on nodes. While it replaces a node, it needs room for
one more: with `max` equal to the number of nodes, the old node is removed before the new one has started.

**Fix.** Remove `weight` and `consolidation`, and set `max` one above `nodes_always` or higher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import pools
from eks_gpu.problem import plural

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
    nodes_always: 2
    weight: 10
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    nodes_always: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at pools with a fixed number of nodes."""
    for where, pool in pools(design.spec):
        if pool.nodes_always is None:
            continue
        fixed = f"{where}.nodes_always"
        for field in ("weight", "consolidation"):
            if field in pool.model_fields_set:
                message = f"a pool that always has {plural(pool.nodes_always, 'node')} has no {field!r}"
                yield error(__name__, f"{where}.{field}", message, "remove it, or remove 'nodes_always'", fixed)
        if pool.nodes_always > pool.max:
            message = f"the pool always has {plural(pool.nodes_always, 'node')}, and its maximum is {pool.max}"
            yield error(__name__, f"{where}.max", message, f"write {pool.nodes_always + 1} or more", fixed)
        elif pool.nodes_always == pool.max:
            message = f"at {pool.max} nodes there is no room for a node that replaces another, so pods wait meanwhile"
            yield warning(__name__, f"{where}.max", message, f"write {pool.max + 1}", fixed)
