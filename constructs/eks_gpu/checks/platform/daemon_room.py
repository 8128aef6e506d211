"""DaemonSets or the reserve leave too little of a node for pods with a default size.

**Why.** A default size is at least 100m of CPU and 256 MiB for each GPU, share or part. Where declared DaemonSets leave
less, such pods do not fit, although the GPUs are free: a node is bought, and they stay Pending beside it. Where
`daemon_reserve` leaves less, such pods get that least size, which few programs run in, and the reserve is not kept.

**Fix.** Use a larger instance type, fewer shares, a smaller reserve, or keep the DaemonSet off the group with
`node_groups` (and a node selector or affinity of its own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.workloads.fair_share import CPU_STEP, MEMORY_STEP_MIB
from eks_gpu.problem import listed, plural
from eks_gpu.scheduling.amounts import CPU, MEMORY, is_gpu, shown, total
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodeModel
    from eks_gpu.problem import Problem

_LEAST = {CPU: CPU_STEP, MEMORY: MEMORY_STEP_MIB}

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
daemons:
  - {name: log-agent, cpu: 3600m, memory: 256Mi, node_groups: [gpu]}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
daemons:
  - {name: log-agent, cpu: 360m, memory: 256Mi, node_groups: [gpu]}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the free part of each group's smallest node with the least default size for each share."""
    for models in (one for one in design.nodes if one.group.has_gpus):
        node = models.smallest
        asked = total(*(daemon.asks for daemon in node.daemons if daemon.declared))
        names = [daemon.name for daemon in node.daemons if daemon.declared and any(map(daemon.asks.get, _LEAST))]
        shares = sum(amount for name, amount in node.capacity.items() if is_gpu(name))
        each = f"{plural(shares, 'pod')} with a GPU or share, whose default size is at least"
        short = [*_short(node, asked, shares)]
        for name in short:
            message = (
                f"{listed(names)} request {shown(name, asked[name])} {name} of every {node.instance_type} of "
                f"{models.group.name}: {shown(name, node.free[name])} is left for {each} {shown(name, _LEAST[name])}"
            )
            fix = "use a larger instance type or fewer shares, or keep the DaemonSet off the group with 'node_groups'"
            yield warning(__name__, "daemons", message, fix, models.group.where)
        for name, kept in _reserved(design).items():
            left = node.free[name] - kept
            if name not in short and left < _LEAST[name] * shares <= node.free[name]:
                message = (
                    f"a reserve of {shown(name, kept)} {name} leaves {shown(name, max(left, 0))} of a "
                    f"{node.instance_type} of {models.group.name} for {each} {shown(name, _LEAST[name])}"
                )
                fix = "lower it, write 'cpu' and 'memory' in the workloads, or use a larger instance type"
                yield warning(__name__, f"daemon_reserve.{name}", message, fix, "daemons", models.group.where)


def _reserved(design: ClusterDesign) -> dict[str, int]:
    """The reserve as the file says it."""
    written = design.spec.daemon_reserve
    return {
        **({CPU: millicores(written.cpu)} if written.cpu is not None else {}),
        **({MEMORY: mebibytes(written.memory)} if written.memory is not None else {}),
    }


def _short(node: NodeModel, asked: dict[str, int], shares: int) -> Iterator[str]:
    """Resources that become too scarce because of the declared daemons."""
    for name, least in _LEAST.items():
        without = node.allocatable[name] - sum(one.asks.get(name, 0) for one in node.daemons if not one.declared)
        if asked.get(name, 0) and node.free[name] < least * shares <= without:
            yield name
