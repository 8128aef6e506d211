"""A node has more GPU shares than it can hold pods.

**Why.** The network interfaces limit how many pods a node can hold, no matter how many shares its GPUs have. The
autoscaler counts the shares and assumes 110 pods, so it buys too few nodes and some pods stay Pending.

**Fix.** Use fewer replicas or a larger MIG profile, or a type with more interfaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.scheduling.amounts import PODS, is_gpu

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 60}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare shares with the pods that kubelet accepts."""
    for models in design.nodes:
        group = models.group
        for node in models.pools[0].nodes if group.sharing.shares else ():
            shares = sum(amount for name, amount in node.capacity.items() if is_gpu(name))
            room = node.free[PODS]
            if shares > room:
                message = f"a {node.instance_type} offers {shares} shares, but holds only {room} pods besides daemons"
                most = room * group.sharing.replicas // shares
                edit = f"lower the replicas to {most} or less" if most else "use a larger MIG profile"
                fix = f"{edit}, or use a larger type"
                yield warning(__name__, f"{group.where}.sharing", message, fix, f"{group.where}.instance_types")
                break
