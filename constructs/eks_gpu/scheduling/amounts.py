"""Amounts of what pods ask for and nodes offer, by Kubernetes' names of resources.

CPU is counted in thousandths of a core, memory, huge pages and ephemeral storage in MiB, everything else in whole
numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_gpu.scheduling.quantity import cpu_text, memory_text

CPU, MEMORY, STORAGE, PODS, GPU = "cpu", "memory", "ephemeral-storage", "pods", "nvidia.com/gpu"
EFA, HUGEPAGES = "vpc.amazonaws.com/efa", "hugepages-2Mi"
# Volumes of the EBS CSI driver. They are no resource of pods: the scheduler compares the claims of a node's pods with
# the limit that the driver reports (CSINode `spec.drivers[].allocatable.count`, scheduler plug-in NodeVolumeLimits).
VOLUMES = "EBS volumes"
# More than anybody asks for, where nothing limits them.
NO_LIMIT = 1_000_000
# Counted in MiB.
BYTES = frozenset({MEMORY, STORAGE, HUGEPAGES, "hugepages-1Gi"})

Amounts = Mapping[str, int]


def is_gpu(name: str) -> bool:
    """Whether a resource is GPUs, shares of one or parts: `nvidia.com/gpu`, `nvidia.com/mig-1g.10gb`."""
    return name.startswith("nvidia.com/")


def total(*amounts: Amounts) -> dict[str, int]:
    """The sum."""
    names = dict.fromkeys(name for one in amounts for name in one)
    return {name: sum(one.get(name, 0) for one in amounts) for name in names}


def less(amounts: Amounts, taken: Amounts) -> dict[str, int]:
    """What is left; never below zero, and nothing of what was not there."""
    return {name: max(amount - taken.get(name, 0), 0) for name, amount in amounts.items()}


def lacking(asked: Amounts, offered: Amounts) -> Iterator[str]:
    """Resources of which more is asked than offered; asking for nothing needs no offer."""
    return (name for name, amount in asked.items() if amount > offered.get(name, 0))


def times(asked: Amounts, offered: Amounts) -> int:
    """How often what is asked fits into what is offered."""
    least: int | None = None
    # A loop, and no `min`: checks of many manifests spend much of their time here.
    for name, amount in asked.items():
        if amount:
            here = offered.get(name, 0) // amount
            if not here:
                return 0
            least = here if least is None or here < least else least
    return least or 0


def shown(name: str, amount: int) -> str:
    """An amount as Kubernetes writes it: ``3600m``, ``12Gi``, ``2``."""
    if name == CPU:
        return cpu_text(amount)
    if amount >= NO_LIMIT and name == VOLUMES:
        return "no limit"
    return memory_text(amount) if name in BYTES else str(amount)
