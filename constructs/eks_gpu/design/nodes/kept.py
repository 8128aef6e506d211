"""Resources that kubelet keeps of a node: EKS's own values, or those of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.scheduling import reserved
from eks_gpu.scheduling.amounts import CPU, MEMORY, STORAGE
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.spec import KubeletSpec

_MIB_PER_GIB = 1024


def kept(
    group: MachinesDesign, kind: InstanceType, disk_gib: float, pods: int, counted: int | None = None
) -> dict[str, int]:
    """CPU, memory and disk that pods cannot have: kubelet's part, the system's, and what evictions keep free.

    Args:
        group: The group.
        kind: The instance type.
        disk_gib: Size of the file system for containers, in GiB.
        pods: Pods that a node may have (`pods_at_most`).
        counted: Pods that kubelet's reserve of memory is computed from; default: those that the node's software takes.
    """
    kubelet = group.machine.kubelet
    own, system = kubelet.kube_reserved, kubelet.system_reserved
    cpu = reserved.reserved_cpu_millicores(kind.vcpus) if own.cpu is None else millicores(own.cpu)
    usual = reserved.reserved_memory_mib(_counted_pods(group, kind, pods) if counted is None else counted)
    memory = usual if own.memory is None else mebibytes(own.memory)
    evicted = reserved.EVICTION_MIB if kubelet.eviction_memory is None else mebibytes(kubelet.eviction_memory)
    return {
        CPU: cpu + millicores(system.cpu or "0"),
        MEMORY: memory + mebibytes(system.memory or "0") + evicted,
        STORAGE: kept_storage_mib(kubelet, disk_gib),
    }


def kept_storage_mib(kubelet: KubeletSpec, disk_gib: float) -> int:
    """Part of the file system for containers that pods cannot have, in MiB."""
    own, system = kubelet.kube_reserved.ephemeral_storage, kubelet.system_reserved.ephemeral_storage
    usual = round(disk_gib * _MIB_PER_GIB) - reserved.allocatable_storage_mib(disk_gib)
    changed = 0 if own is None else mebibytes(own) - reserved.STORAGE_RESERVED_MIB
    return usual + changed + mebibytes(system or "0")


def _counted_pods(group: MachinesDesign, kind: InstanceType, pods: int) -> int:
    """Pods that kubelet's reserve of memory is computed from.

    nodeadm takes those of its own table, whatever limit EKS or `maxPods` sets (`nodeadm/internal/kubelet/config.go`,
    which writes the reserve before it merges other settings); Bottlerocket takes the limit itself
    (`kube_reserve_memory`).
    """
    if group.os != "bottlerocket":
        return kind.max_pods_by_eni
    return group.machine.kubelet.max_pods or max(kind.max_pods_by_eni, pods)
