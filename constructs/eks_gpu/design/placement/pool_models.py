"""The third node model: what Karpenter believes of each instance type before it buys a node, next to the real node.

Its own arithmetic, from aws/karpenter-provider-aws v1.14.1, `pkg/providers/instancetype/types.go`:

- memory: EC2's figure, less 64 MiB on arm64, less 7.5 % (`VM_MEMORY_OVERHEAD_PERCENT`); once a node of the type has
  run, its real memory (`instancetype.go`, discoveredCapacityCache).
- pods: the addresses of the first network card's interfaces, without EKS's cap of managed nodes (ENILimitedPods). The
  launch template sets the same number, so it is the real node's as well.
- kubelet's part: the formulas of `scheduling/reserved.py` (kubeReservedResources, evictionThreshold).
- GPUs: EC2's count, or a NodeOverlay's (`pkg/cloudprovider/overlay` of kubernetes-sigs/karpenter).

Karpenter expects the pods of every DaemonSet whose tolerations and node affinity suit the pool (`scheduler.go`,
getDaemonOverhead). It knows nothing of limits to volumes before a node exists.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eks_gpu.design.capacity.efa import hugepages_mib, interfaces_attached, interfaces_for_pods
from eks_gpu.design.nodes.kept import kept
from eks_gpu.design.nodes.local_storage import storage_gib
from eks_gpu.design.nodes.pool_labels import known_labels, pool_node_labels
from eks_gpu.design.placement.node_models import Choice, GroupModels, NodeModel, PoolModels
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

# Thousandths; `VM_MEMORY_OVERHEAD_PERCENT` is 0.075.
_OVERHEAD = 75
_ARM_MIB = 64
# Auto Mode gives nodes prefixes and allows so many pods (EKS user guide, "Learn about VPC Networking and Load Balancing
# in EKS Auto Mode").
_PODS_ON_AUTO = 110
_MIB_PER_GIB = 1024


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
        for kind in pool.types
    )
    nodes = tuple(choice.node for choice in choices)
    return PoolModels(pool.node_groups[0], choices[0].template, nodes, choices, _buyer(pool))


def _buyer(pool: NodePoolDesign) -> str:
    return "Auto Mode" if pool.auto else "Karpenter"


def _believed(
    region: str, pool: NodePoolDesign, kind: InstanceType, daemons: tuple[DaemonDesign, ...], cni: CniDesign
) -> NodeModel:
    pods = _pods(pool, kind, cni)
    memory = believed_memory_mib(kind)
    disk = pool.spec.disk_gib if pool.spec.local_storage == "none" else storage_gib(pool.spec, kind)
    capacity = {
        CPU: kind.vcpus * 1000,
        MEMORY: memory,
        STORAGE: disk * _MIB_PER_GIB,
        PODS: pods,
        VOLUMES: NO_LIMIT,
        GPU: kind.gpu.physical_count if kind.gpu else 0,
        **({EFA: pool.efa.count} if pool.efa else {}),
        **pool.overlay(kind),
    }
    # Karpenter leaves the huge pages in the memory.
    taken = kept(pool, kind, disk, pods)
    return NodeModel("template", kind.name, capacity, taken, daemons, known_labels(region, pool, kind), pool.taints)


def believed_memory_mib(kind: InstanceType) -> int:
    """Memory that Karpenter expects of a type of which it has seen no node, in MiB."""
    named = kind.memory_mib - (_ARM_MIB if kind.arch == "arm64" else 0)
    return named - math.ceil(named * _OVERHEAD / 1000)


def _real(
    region: str, pool: NodePoolDesign, kind: InstanceType, daemons: tuple[DaemonDesign, ...], cni: CniDesign
) -> NodeModel:
    pods, left = _pods(pool, kind, cni), interfaces_for_pods(kind, pool.efa)
    attached = cni.interfaces_attached(interfaces_attached(kind, pool.efa), left)
    capacity = {
        CPU: kind.vcpus * 1000,
        MEMORY: reserved.least_memory_mib(kind),
        STORAGE: storage_gib(pool.spec, kind) * _MIB_PER_GIB,
        PODS: pods,
        VOLUMES: reserved.volume_limit(kind, pool.volumes, attached),
        **pool.sharing.offers(kind.gpu.count if kind.gpu else 0),
        **({EFA: pool.efa.count, HUGEPAGES: hugepages_mib(pool.os, kind)} if pool.efa else {}),
    }
    usual = kept(pool, kind, capacity[STORAGE] // _MIB_PER_GIB, pods)
    taken = {**usual, MEMORY: usual[MEMORY] + capacity.get(HUGEPAGES, 0)}
    spare = kind.memory_mib - capacity[MEMORY]
    labels = pool_node_labels(region, pool, kind)
    return NodeModel("node", kind.name, capacity, taken, daemons, labels, pool.taints, spare)


def _pods(pool: NodePoolDesign, kind: InstanceType, cni: CniDesign) -> int:
    if pool.auto:
        return _PODS_ON_AUTO
    set_here = pool.machine.kubelet.max_pods
    if set_here is not None:
        return set_here
    return kind.pods_on(cni.interfaces(kind, interfaces_for_pods(kind, pool.efa)))
