"""The edit removes node pools, or their provisioner, while their nodes may run.

**Why.** A pool that is removed or renamed takes its nodes along: each is drained and ended, without regard to the
pool's budgets, and its pods are evicted. Only the controller ends nodes of Karpenter, and only Auto Mode its own. So
the platform stack, which has the pools, goes first. If the cluster stack first takes away role, queue or placement
group, or turns Auto Mode off, the deletion of the pools hangs, and instances go on running
(aws/karpenter-provider-aws#6870). And if the file no longer speaks of Auto Mode, the AWS provider refuses the plan
(hashicorp/terraform-provider-aws#40582). EKS deletes Auto Mode's own pools with their nodes when `system_pools` ends;
pods without GPUs then need room on the system nodes, or wait.

**Fix.** Apply the platform stack first, wait until the nodes are gone (`kubectl get nodeclaims`), then apply the
cluster stack. To turn Auto Mode off write `provisioner: none`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes.nodes._drift import same_pools
from eks_gpu.checks._report import error, warning
from eks_gpu.design.nodes.pools import AUTO_MODE, NO_PROVISIONER
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4}
  - {name: train, instance_types: [g6.12xlarge], max: 2}
"""
BAD = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4}
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 8}
  - {name: train, instance_types: [g6.12xlarge], max: 2}
"""
_ORDER = "apply the platform stack first, and the cluster stack when 'kubectl get nodeclaims' shows none of their nodes"


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for pools and provisioners that are gone."""
    forgotten = _had_auto_mode(old) and new.spec.provisioner is None
    if forgotten:
        message = "the AWS provider refuses to plan a cluster that has Auto Mode, and whose file no longer speaks of it"
        yield error(__name__, "provisioner", message, "write 'provisioner: none'")
    kept = {now.name for _, now in same_pools(old, new)}
    gone = [pool.name for pool in old.pools if pool.name not in kept]
    before, after = old.provisioner, new.provisioner
    moved = before is not None and (after is None or before.kind != after.kind)
    if gone:
        where = "provisioner" if moved else "gpu_node_pools"
        message = f"all nodes of {listed(gone)} are drained and ended, whatever runs on them"
        yield warning(__name__, where, message, _ORDER)
    elif moved and not forgotten:
        message = f"{before.kind if before else ''} is removed, and nobody looks after nodes that it has started"
        yield warning(__name__, "provisioner", message, _ORDER)
    if before is not None and after is not None and before.system_pools and not after.system_pools and not moved:
        message = f"EKS deletes the pools {listed(before.system_pools)} with their nodes, whatever runs on them"
        fix = "make room for these pods on the system nodes first: 'system_nodes.max', or a group in 'node_groups'"
        yield warning(__name__, "provisioner.system_pools", message, fix)
    lost = before.placement_groups.keys() - (after.placement_groups if after else {}).keys() if before else set()
    for pool in (pool for pool in new.pools if pool.id in lost and pool.name in kept):
        message = f"EC2 refuses to delete the placement group of {pool.name} while nodes are in it"
        yield warning(__name__, f"{pool.where}.efa", message, _ORDER)


def _had_auto_mode(design: ClusterDesign) -> bool:
    """Whether the cluster stack has turned Auto Mode on or off."""
    named = design.spec.provisioner
    return named is not None and named.kind in {AUTO_MODE, NO_PROVISIONER} and not design.spec.existing_cluster
