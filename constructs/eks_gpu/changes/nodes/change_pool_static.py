"""The edit makes a static pool follow the pods, or the other way.

**Why.** Kubernetes refuses it: a NodePool has `replicas` from its creation on or never
(`has(self.replicas) == has(oldSelf.replicas)`), and the apply fails.

**Fix.** Write another name: the new pool is created, and the old one is drained and deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes.nodes._drift import same_pools
from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4}
"""
BAD = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4, nodes_always: 2}
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4}
  - {name: always, instance_types: [g6.xlarge], max: 4, nodes_always: 2}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the pools of both."""
    for was, now in same_pools(old, new):
        if was.static != now.static:
            message = f"the running pool {now.name} cannot {'become' if now.static else 'stop being'} static"
            yield error(__name__, f"{now.where}.nodes_always", message, "give the pool another name")
