"""A declared node pool does not exist in the cluster.

**Why.** Pools are objects of a Helm release. Until its stack is applied, or if the release failed, the provisioner
knows nothing of the pool and buys nothing for its pods.

**Fix.** Apply the stacks, and look at the Helm releases if that fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# The cluster file declares the node pool serving.
# kubectl get nodepools.karpenter.sh -o yaml
kind: NodePoolList
items: []
"""
GOOD = """\
# The cluster file declares the node pool serving.
# kubectl get nodepools.karpenter.sh serving -o yaml
kind: NodePool
metadata: {name: serving}
status:
  conditions:
  - {type: Ready, status: "True", reason: Ready}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare the declared pools with those that exist."""
    if "NodePool" not in situation.seen.listed:
        return
    there = {pool.name for pool in situation.seen.provisioning("NodePool")}
    for pool in situation.design.pools:
        if pool.name not in there:
            message = f"the file declares it, and {pool.buyer} has no such pool"
            fix = "apply the stacks, and look at the Helm releases (`helm list --all-namespaces`) if that fails"
            yield error(__name__, f"node pool {pool.name}", message, fix, groups=(pool.name,))
