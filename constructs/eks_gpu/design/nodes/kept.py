"""Resources that kubelet keeps of a node: EKS's own values, or those of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.scheduling import reserved
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS, STORAGE
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.groups import NodesDesign
    from eks_gpu.spec import KubeletSpec

_MIB_PER_GIB = 1024


def kept(group: NodesDesign, kind: InstanceType, disk_gib: int) -> dict[str, int]:
    """What pods cannot have of CPU, memory and disk: kubelet's part, the system's, and what evictions keep free."""
    kubelet = group.machine.kubelet
    own, system = kubelet.kube_reserved, kubelet.system_reserved
    cpu = reserved.reserved_cpu_millicores(kind.vcpus) if own.cpu is None else millicores(own.cpu)
    # Bottlerocket counts with its setting `max-pods`; nodeadm with its own number, whatever `maxPods` says.
    pods = kubelet.max_pods if group.spec.os == "bottlerocket" else None
    usual = reserved.reserved_memory_mib(pods or kind.max_pods_by_eni)
    memory = usual if own.memory is None else mebibytes(own.memory)
    evicted = reserved.EVICTION_MIB if kubelet.eviction_memory is None else mebibytes(kubelet.eviction_memory)
    return {
        CPU: cpu + millicores(system.cpu or "0"),
        MEMORY: memory + mebibytes(system.memory or "0") + evicted,
        STORAGE: kept_storage_mib(kubelet, disk_gib),
    }


def kept_storage_mib(kubelet: KubeletSpec, disk_gib: int) -> int:
    """What pods cannot have of the file system for containers, in MiB."""
    own, system = kubelet.kube_reserved.ephemeral_storage, kubelet.system_reserved.ephemeral_storage
    usual = disk_gib * _MIB_PER_GIB - reserved.allocatable_storage_mib(disk_gib)
    changed = 0 if own is None else mebibytes(own) - reserved.STORAGE_RESERVED_MIB
    return usual + changed + mebibytes(system or "0")


def pods_at_most(group: NodesDesign, kind: InstanceType, interfaces: int) -> dict[str, int]:
    """Pods of a node: those that find an address, and no more than EKS or the file allows."""
    set_here = group.machine.kubelet.max_pods
    if set_here is None:
        return {PODS: reserved.max_pods(kind, interfaces)}
    return {PODS: min(kind.pods_on(interfaces), set_here)}
