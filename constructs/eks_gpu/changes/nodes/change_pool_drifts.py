"""The edit makes Karpenter or Auto Mode replace running nodes of a pool ("drift").

**Why.** A node keeps what it was started with. If its pool now says something else, the provisioner starts another one,
drains the node and ends it; pods are evicted, and jobs without a checkpoint begin again. Labels, taints, user data,
volumes, tags, AMI release, `expire_after` and `grace` concern all nodes; a type, zone, kind of capacity or reservation
that is taken out concerns only nodes that have it. The pool's `budgets` say how many go at once, by default one, and
a pod with the annotation `karpenter.sh/do-not-disrupt` keeps its node until it ends.

**Fix.** Apply it when interruptions are acceptable, or write a budget of 0 nodes with a `cron` and a `duration` for the
hours in which nothing may be interrupted. A new pool under another name, with a higher `weight`, leaves running nodes
alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import effects
from eks_gpu.changes.nodes._drift import drifted
from eks_gpu.checks._report import warning
from eks_gpu.effects import Effect
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodePoolDesign
    from eks_gpu.problem import Problem

BEFORE = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4}
"""
BAD = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4, disk_gib: 400}
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - {name: serve, instance_types: [g6.xlarge], max: 4}
  - {name: serve-large-disk, instance_types: [g6.xlarge], max: 4, disk_gib: 400, weight: 10}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what nodes were started with."""
    for was, now, fields in drifted(old, new):
        edited = [f"{now.where}.{name}" for name in _edited(was, now)] or [now.where]
        buyer = "Auto Mode" if now.auto else "Karpenter"
        message = f"{buyer} replaces running nodes of {now.name}, because {listed(fields)} changes"
        fix = "apply it when interruptions are acceptable, or give the edited pool another name"
        for where in edited:
            yield warning(__name__, where, message, fix)


def _edited(was: NodePoolDesign, now: NodePoolDesign) -> Iterator[str]:
    """Fields of the pool that were edited and replace nodes."""
    for name in effects.below("gpu_node_pools[]", Effect.REPLACES_NODES):
        if getattr(was.spec, name) != getattr(now.spec, name):
            yield name
