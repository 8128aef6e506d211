"""The third node model: what Karpenter believes of each instance type before it buys a node, next to the real node.

Its own arithmetic, from aws/karpenter-provider-aws v1.14.1, `pkg/providers/instancetype/types.go`, and
kubernetes-sigs/karpenter v1.14.0, `pkg/cloudprovider/types.go`:

- memory: EC2's figure, less 64 MiB on arm64, less 7.5 % in whole MiB (`VM_MEMORY_OVERHEAD_PERCENT`); once a node of
  the type has run with the current AMI, its real memory (`instancetype.go`, discoveredCapacityCache). Huge pages of an
  overlay are taken off it (`computeAllocatable`).
- pods: the addresses of the first network card's interfaces, without those that are for EFA alone, and without EKS's
  cap of managed nodes (ENILimitedPods). The launch template sets the same number, so it is the real node's as well.
- kubelet's part: the formulas of `scheduling/reserved.py` (kubeReservedResources, evictionThreshold). On AL2023 the
  reserve of memory comes from the addresses, on Bottlerocket from the limit of pods (UsesENILimitedMemoryOverhead).
- disk: the volume, or with RAID 0 all disks of the machine to the last byte (ephemeralStorage).
- GPUs: EC2's count of whole ones, or a NodeOverlay's (ApplyCapacityOverlay).
- capacity: the kinds in which EC2 sells the type (SupportedUsageClasses).

Karpenter expects the pods of every DaemonSet whose tolerations and node affinity suit the pool (`scheduler.go`,
buildDaemonOverheadGroups). It knows nothing of limits to volumes before a node exists.

The arithmetic of EKS Auto Mode is not public. Its nodes are taken for Karpenter's on Bottlerocket, with what its guide
says of them; where a disk may be either, the smaller one counts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eks_gpu.design.capacity.efa import hugepages_mib, interfaces_attached, interfaces_for_pods
from eks_gpu.design.nodes.kept import kept
from eks_gpu.design.nodes.local_storage import storage_gib
from eks_gpu.design.placement.node_models import Choice, GroupModels, NodeModel, PoolModels
from eks_gpu.design.placement.pool_labels import known_labels, pool_node_labels
from eks_gpu.design.platform.daemons import daemons_on, mountpoints_on
from eks_gpu.design.platform.vpc_cni import design_cni
from eks_gpu.scheduling import reserved
from eks_gpu.scheduling.amounts import CPU, EFA, GPU, HUGEPAGES, MEMORY, NO_LIMIT, PODS, STORAGE, VOLUMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.design.platform.addons import AddonDesign
    from eks_gpu.design.platform.daemons import DaemonDesign
    from eks_gpu.design.platform.device_plugin import DevicePluginDesign
    from eks_gpu.design.platform.vpc_cni import CniDesign
    from eks_gpu.spec import ClusterSpec

# `VM_MEMORY_OVERHEAD_PERCENT`, in which Karpenter computes with floating point.
_OVERHEAD = 0.075
_ARM_MIB = 64
# Auto Mode gives nodes prefixes and allows so many pods (EKS user guide, "Create a Node Class for Amazon EKS").
_PODS_ON_AUTO = 110
_MIB_PER_GIB = 1024
_BYTES_PER_MIB, _BYTES_PER_GB = 2**20, 10**9


def model_pools(
    spec: ClusterSpec,
    pools: Sequence[NodePoolDesign],
    addons: tuple[AddonDesign, ...],
    device_plugin: DevicePluginDesign | None,
) -> tuple[GroupModels, ...]:
    """The models of the node pools, one pair for each type that may be bought."""
    return tuple(GroupModels(pool, (_models(spec, pool, addons, device_plugin),)) for pool in pools)


def _models(
    spec: ClusterSpec,
    pool: NodePoolDesign,
    addons: tuple[AddonDesign, ...],
    device_plugin: DevicePluginDesign | None,
) -> PoolModels:
    # Auto Mode brings the CNI, the proxy, the plugins and the agents in the machine.
    foreseen = daemons_on(spec, pool, () if pool.auto else addons, device_plugin)
    mounted = (*foreseen, *mountpoints_on(spec, pool.name, addons))
    cni = design_cni(addons)
    choices = tuple(
        Choice(_believed(spec.region, pool, kind, foreseen, cni), _real(spec.region, pool, kind, mounted, cni))
        for kind in pool.bought
    )
    nodes = tuple(choice.node for choice in choices)
    # The nodes of a static pool are bought before any pod: of whatever type is cheapest, and none more for the pods.
    chosen = () if pool.static else choices
    return PoolModels(pool.node_groups[0], choices[0].template, nodes, chosen, pool.buyer)


def _believed(
    region: str, pool: NodePoolDesign, kind: InstanceType, daemons: tuple[DaemonDesign, ...], cni: CniDesign
) -> NodeModel:
    pods = _pods(pool, kind, cni)
    disk = believed_disk_mib(pool, kind)
    told = pool.overlay(kind)
    capacity = {
        CPU: kind.vcpus * 1000,
        MEMORY: believed_memory_mib(kind),
        STORAGE: disk,
        PODS: pods,
        VOLUMES: NO_LIMIT,
        GPU: kind.gpu.physical_count if kind.gpu else 0,
        **({EFA: pool.efa.count} if pool.efa else {}),
        **told,
    }
    usual = kept(pool, kind, disk / _MIB_PER_GIB, pods, counted=_counted(pool, kind, pods))
    taken = {**usual, MEMORY: usual[MEMORY] + told.get(HUGEPAGES, 0)}
    return NodeModel("template", kind.name, capacity, taken, daemons, known_labels(region, pool, kind), pool.taints)


def believed_memory_mib(kind: InstanceType) -> int:
    """Memory that Karpenter expects of a type of which it has seen no node, in MiB."""
    named = kind.memory_mib - (_ARM_MIB if kind.arch == "arm64" else 0)
    return named - math.ceil(named * _BYTES_PER_MIB * _OVERHEAD / 1024 / 1024)


def believed_disk_mib(pool: NodePoolDesign, kind: InstanceType) -> int:
    """Disk for images and containers that Karpenter expects of a type, in MiB."""
    volume, disks = pool.spec.disk_gib * _MIB_PER_GIB, kind.instance_store_gb * _BYTES_PER_GB // _BYTES_PER_MIB
    if pool.auto and disks:
        # Auto Mode keeps containers on the machine's NVMe disks wherever there are any.
        return min(volume, disks)
    return disks if disks and pool.spec.local_storage == "raid0" else volume


def _counted(pool: NodePoolDesign, kind: InstanceType, pods: int) -> int:
    """Pods that Karpenter computes kubelet's reserve of memory from."""
    return pods if pool.os == "bottlerocket" else kind.pods_on(interfaces_for_pods(kind, pool.efa))


def _real(
    region: str, pool: NodePoolDesign, kind: InstanceType, daemons: tuple[DaemonDesign, ...], cni: CniDesign
) -> NodeModel:
    pods, left = _pods_with_address(pool, kind, cni), interfaces_for_pods(kind, pool.efa)
    attached = cni.interfaces_attached(interfaces_attached(kind, pool.efa), left)
    disk = believed_disk_mib(pool, kind) // _MIB_PER_GIB if pool.auto else storage_gib(pool.spec, kind)
    capacity = {
        CPU: kind.vcpus * 1000,
        MEMORY: reserved.least_memory_mib(kind),
        STORAGE: disk * _MIB_PER_GIB,
        PODS: pods,
        VOLUMES: reserved.volume_limit(kind, pool.volumes, attached),
        **pool.sharing.offers(kind.gpu.count if kind.gpu else 0),
        **({EFA: pool.efa.count, HUGEPAGES: hugepages_mib(pool.os, kind)} if pool.efa else {}),
    }
    usual = kept(pool, kind, disk, pods)
    taken = {**usual, MEMORY: usual[MEMORY] + capacity.get(HUGEPAGES, 0)}
    spare = kind.memory_mib - capacity[MEMORY]
    labels = pool_node_labels(region, pool, kind)
    return NodeModel("node", kind.name, capacity, taken, daemons, labels, pool.taints, spare)


def _pods(pool: NodePoolDesign, kind: InstanceType, cni: CniDesign) -> int:
    """Pods that kubelet takes: the file's number, or that of the addresses."""
    set_here = pool.machine.kubelet.max_pods
    if pool.auto:
        return _PODS_ON_AUTO
    return kind.pods_on(cni.interfaces(kind, interfaces_for_pods(kind, pool.efa))) if set_here is None else set_here


def _pods_with_address(pool: NodePoolDesign, kind: InstanceType, cni: CniDesign) -> int:
    """Pods that kubelet takes and that find an address; of prefixes there are always enough."""
    taken = _pods(pool, kind, cni)
    if pool.auto or cni.prefixes:
        return taken
    return min(taken, kind.pods_on(cni.interfaces(kind, interfaces_for_pods(kind, pool.efa))))
