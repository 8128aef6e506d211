"""Fair shares: the CPU and memory of a pod that names none, by the GPUs it takes of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import CPU, MEMORY, is_gpu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.nodes import GroupModels

# The part of a fair share that is left to the daemons in addition to what they ask for today, so that the next release
# of an add-on does not push a workload off its node.
SPARE_CPU_MILLICORES, SPARE_MEMORY_MIB = 50, 256
_CPU_STEP, _MEMORY_STEP_MIB = 100, 256


def fair_share(groups: Sequence[GroupModels], resource: str, gpus: int) -> tuple[int, int]:
    """CPU (millicores) and memory (MiB) that go with so many GPUs on the tightest of the nodes.

    The template of an empty group bounds a share too, without the spare: its extra kube-proxy takes at most 30m more
    than kubelet reserves (70m on the smallest types), so what the spare leaves on a node is room enough for it.
    """
    shares = []
    for models in groups:
        node, weights = models.smallest, models.group.sharing.weights
        whole = sum(weights[name] * amount for name, amount in node.capacity.items() if is_gpu(name))
        mine = gpus * weights.get(resource, 1)
        shares.append(
            (
                _share(min(node.free[CPU] - SPARE_CPU_MILLICORES, models.most(CPU)), whole, mine, _CPU_STEP),
                _share(min(node.free[MEMORY] - SPARE_MEMORY_MIB, models.most(MEMORY)), whole, mine, _MEMORY_STEP_MIB),
            )
        )
    if not shares:
        return _CPU_STEP, _MEMORY_STEP_MIB
    return min(cpu for cpu, _ in shares), min(memory for _, memory in shares)


def _share(amount: int, of: int, gpus: int, step: int) -> int:
    # A pod without GPU gets an eighth of one GPU's share: it is a guest on the node.
    part = amount * min(gpus, of) // of if gpus else amount // of // 8
    return max(part // step * step, step)
