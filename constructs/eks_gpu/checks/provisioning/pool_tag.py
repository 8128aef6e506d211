"""A tag of a pool's machines has a key that Karpenter keeps for itself.

**Why.** Karpenter finds its instances by tags, and refuses an EC2NodeClass that sets them
(karpenter.k8s.aws_ec2nodeclasses.yaml v1.14.1): no node would start.

**Fix.** Use another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_KEPT = (
    "eks:eks-cluster-name",
    "karpenter.sh/nodepool",
    "karpenter.sh/nodeclaim",
    "karpenter.k8s.aws/ec2nodeclass",
)

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    nodes:
      tags:
        karpenter.sh/nodepool: gpu
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    nodes:
      tags:
        team: vision
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the tags of the file and of each pool."""
    for pool in design.pools:
        own = pool.spec.nodes.tags
        for key in {**design.spec.tags, **pool.machine.tags}:
            if key in _KEPT or key.startswith("kubernetes.io/cluster"):
                holder = f"{pool.where}.nodes.tags" if key in own else "tags"
                message = f"Karpenter sets the tag {key!r} of its machines itself, and refuses another"
                yield error(__name__, f"{holder}.{key}", message, "use another key", f"{pool.where}.nodes", "defaults")
