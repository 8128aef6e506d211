"""Declared DaemonSets leave too little of a node for pods of the default size.

**Why.** The default size is at least 100m of CPU and 256 MiB for each GPU, share or MIG slice. Where less is left, such
pods do not fit although the GPUs are free: the autoscaler buys a node, and the pods stay Pending next to it.

**Fix.** Use a larger instance type or fewer shares, or keep the DaemonSet off the group with `node_groups` (and with a
node selector or affinity in the DaemonSet itself).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.fair_share import CPU_STEP, MEMORY_STEP_MIB
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import CPU, MEMORY, is_gpu, shown, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodeModel
    from eks_gpu.problem import Problem

_LEAST = {CPU: CPU_STEP, MEMORY: MEMORY_STEP_MIB}


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the free part of each group's smallest node with the least default size for each share."""
    for models in design.nodes:
        node = models.smallest
        asked = total(*(daemon.asks for daemon in node.daemons if daemon.declared))
        names = [daemon.name for daemon in node.daemons if daemon.declared and any(map(daemon.asks.get, _LEAST))]
        shares = sum(amount for name, amount in node.capacity.items() if is_gpu(name))
        asks = "requests" if len(names) == 1 else "request"
        for name in _short(node, asked, shares):
            message = (
                f"{listed(names)} {asks} {shown(name, asked[name])} of {name} on every {node.instance_type} of "
                f"{models.group.name}, which leaves {shown(name, node.free[name])} for pods; the default size needs at "
                f"least {shown(name, _LEAST[name])} for each GPU or share, and the node has {shares}"
            )
            fix = "use a larger instance type or fewer shares, or keep the DaemonSet off the group with 'node_groups'"
            yield warning(__name__, "daemons", message, fix, models.group.where)


def _short(node: NodeModel, asked: dict[str, int], shares: int) -> Iterator[str]:
    """Resources that become too scarce because of the declared daemons."""
    for name, least in _LEAST.items():
        without = node.allocatable[name] - sum(one.asks.get(name, 0) for one in node.daemons if not one.declared)
        if asked.get(name, 0) and node.free[name] < least * shares <= without:
            yield name
