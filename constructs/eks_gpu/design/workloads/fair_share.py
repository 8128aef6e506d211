"""Fair shares: the CPU and memory of a pod that names none, by the GPUs it takes of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.workloads.containers import beside
from eks_gpu.design.workloads.reserve import left_free
from eks_gpu.scheduling.amounts import CPU, MEMORY, is_gpu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.spec import ClusterSpec, WorkloadSpec

# Default sizes are multiples of these, so that a small difference between two nodes changes no pod.
CPU_STEP, MEMORY_STEP_MIB = 100, 256


def fair_share(
    cluster: ClusterSpec, workload: WorkloadSpec, groups: Sequence[GroupModels], resource: str
) -> tuple[int, int]:
    """CPU (millicores) and memory (MiB) that go with a workload's GPUs on the tightest of the nodes.

    The template of an empty group bounds a share too, without the reserve: its extra kube-proxy takes at most 30m more
    than kubelet reserves (70m on the smallest types), so the reserve on a node is room enough for it.
    """
    shares = []
    for models in groups:
        node, weights = models.smallest, models.group.sharing.weights
        whole = sum(weights[name] * amount for name, amount in node.capacity.items() if is_gpu(name))
        mine = workload.gpus * weights.get(resource, 1)
        kept = left_free(cluster, workload, node)
        shares.append(
            (
                _share(min(node.free[CPU] - kept[CPU], models.most(CPU)), whole, mine, CPU_STEP),
                _share(min(node.free[MEMORY] - kept[MEMORY], models.most(MEMORY)), whole, mine, MEMORY_STEP_MIB),
            )
        )
    if not shares:
        return CPU_STEP, MEMORY_STEP_MIB
    others = beside(workload)
    return (
        _without(min(cpu for cpu, _ in shares), others.get(CPU, 0), CPU_STEP),
        _without(min(memory for _, memory in shares), others.get(MEMORY, 0), MEMORY_STEP_MIB),
    )


def _without(share: int, others: int, step: int) -> int:
    """A share of which the containers next to the workload's own take a part."""
    return max((share - others) // step * step, step)


def _share(amount: int, of: int, gpus: int, step: int) -> int:
    # A pod without GPU gets an eighth of one GPU's share: it is a guest on the node. On a node without GPUs it is an
    # eighth of the node.
    part = amount * min(gpus, of) // of if gpus and of else amount // max(of, 1) // 8
    return max(part // step * step, step)
