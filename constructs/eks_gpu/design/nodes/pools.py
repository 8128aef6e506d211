"""GPU node pools: what Karpenter or EKS Auto Mode is asked for, worked out from the declaration and the catalogue.

Karpenter's order of capacity is fixed: reserved, then spot, then on-demand (aws/karpenter-provider-aws v1.14.1,
`pkg/providers/instance/instance.go`, getCapacityType).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.capacity.efa import efa_of
from eks_gpu.design.nodes.gpu_groups import GPU_LABEL, PLUGIN_CONFIG_LABEL, label_value
from eks_gpu.design.nodes.groups import GROUP_LABEL, MachinesDesign, own_taints
from eks_gpu.design.nodes.labels import CAPACITY_LABEL
from eks_gpu.design.nodes.launch_template import DiskDesign, disk
from eks_gpu.design.nodes.node_groups import NodeGroupDesign
from eks_gpu.design.nodes.pool_types import pool_types
from eks_gpu.design.nodes.settings import node_settings
from eks_gpu.design.sharing.group_sharing import design_sharing
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import GPU, HUGEPAGES
from eks_gpu.scheduling.taints import GPU_TAINT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.catalog import Gpu, InstanceType
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.design.sharing.group_sharing import SharingDesign
    from eks_gpu.spec import ClusterSpec, GpuNodePoolSpec
    from eks_gpu.spec.nodes.provisioner import ProvisionerKind

# Karpenter's label of every node that it starts (kubernetes-sigs/karpenter, `pkg/apis/v1/labels.go`).
POOL_LABEL = "karpenter.sh/nodepool"
AUTO_MODE: ProvisionerKind = "auto-mode"
KARPENTER: ProvisionerKind = "karpenter"
# Auto Mode is off that was on.
NO_PROVISIONER: ProvisionerKind = "none"
# Part of the id of a set of nodes, as of a group that has one over all zones.
_ONE_SET = "nodes"


@dataclass(frozen=True, kw_only=True)
class NodePoolDesign(MachinesDesign):
    """A GPU node pool of the declaration.

    Attributes:
        provisioner: The component that buys its nodes.
        capacity: Kinds of capacity, in the order in which they are tried.
        nodes_always: Nodes of a static pool; None for one that follows the pods.
    """

    spec: GpuNodePoolSpec
    provisioner: ProvisionerKind
    capacity: tuple[str, ...]
    nodes_always: int | None

    @property
    def id(self) -> str:
        """Construct id."""
        return f"pool-{self.name}"

    @property
    def gpu(self) -> Gpu:
        """The GPU of the first type."""
        gpu = self.types[0].gpu
        if gpu is None:  # `pool_types` has only types with GPUs
            raise TypeError(self.name)
        return gpu

    @property
    def os(self) -> str:
        """Operating system of the nodes: that of the file, or the provisioner's own."""
        return self.spec.os or ("bottlerocket" if self.auto else "al2023")

    @property
    def auto(self) -> bool:
        """Whether EKS Auto Mode buys the nodes: it brings the plugins, the CNI and the disks' driver itself."""
        return self.provisioner == AUTO_MODE

    @property
    def self_served(self) -> bool:
        """Whether the machines bring plugins and agents themselves, as those of Auto Mode do."""
        return self.auto

    @property
    def interruptible(self) -> bool:
        """Whether a node may be on Spot capacity."""
        return "spot" in self.capacity

    @property
    def markets(self) -> tuple[bool, ...]:
        """The markets whose quotas its nodes may count against; true stands for Spot.

        An On-Demand Capacity Reservation counts against the quota of On-Demand instances.
        """
        return tuple(dict.fromkeys(kind == "spot" for kind in self.capacity))

    def sold(self, kind: InstanceType) -> tuple[str, ...]:
        """The pool's kinds of capacity in which EC2 sells a type; any type may have been reserved."""
        return tuple(one for one in self.capacity if one == "reserved" or one in kind.purchase_options)

    @property
    def bought(self) -> tuple[InstanceType, ...]:
        """The types that may be bought; all of them where EC2 sells none in this way, which a rule reports."""
        return tuple(kind for kind in self.types if self.sold(kind)) or self.types

    @property
    def buyer(self) -> str:
        """The component that buys its nodes, as the subject of a sentence."""
        return "Auto Mode" if self.auto else "Karpenter"

    @property
    def awaited(self) -> bool:
        """Karpenter takes a node for initialized once the resources that were asked for are registered."""
        return True

    @property
    def disk(self) -> DiskDesign:
        """The volume of a node for images and containers."""
        return disk(self.spec.disk_gib, self.spec.disk_throughput_mibs)

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones that the nodes may be in."""
        return self.node_groups[0].zones

    @property
    def static(self) -> bool:
        """Whether it always has the same number of nodes."""
        return self.nodes_always is not None

    def origin_labels(self, node_group: NodeGroupDesign) -> dict[str, frozenset[str]]:  # noqa: ARG002 - of managed groups
        """Labels that Karpenter sets."""
        return {POOL_LABEL: frozenset({self.name}), CAPACITY_LABEL: frozenset(self.capacity)}

    def overlay(self, kind: InstanceType) -> Mapping[str, int]:
        """Resources of a type that Karpenter learns from an overlay, because it knows only EC2's figures.

        EC2 answers no GPU for types with a part of one, and knows neither shares nor MIG nor huge pages. Where GPUs
        have another name, there are none of the usual one. Auto Mode takes no overlays (containers-roadmap#2690).
        """
        if self.auto or kind.gpu is None:
            return {}
        offered = self.sharing.offers(kind.gpu.count)
        told = {GPU: 0, **offered} if GPU not in offered else offered
        of_gpus = told if told != {GPU: kind.gpu.physical_count} else {}
        # The volume of a page is a resource of its own, which Karpenter finds nowhere (`computeCapacity`).
        return {**of_gpus, **({HUGEPAGES: self.efa.hugepages_mib} if self.efa else {})}


def design_pools(spec: ClusterSpec, network: NetworkDesign) -> tuple[NodePoolDesign, ...]:
    """The node pools, without those of which the catalogue knows no type; none without a provisioner."""
    designs = (_pool(spec, pool, network, f"gpu_node_pools[{index}]") for index, pool in enumerate(spec.gpu_node_pools))
    return tuple(design for design in designs if design)


def _pool(spec: ClusterSpec, pool: GpuNodePoolSpec, network: NetworkDesign, where: str) -> NodePoolDesign | None:
    types = pool_types(pool, spec.region)
    kind = spec.provisioner.kind if spec.provisioner else NO_PROVISIONER
    if not types or types[0].gpu is None or kind == NO_PROVISIONER:
        return None
    sharing = design_sharing(pool, types[0].gpu)
    os = pool.os or ("bottlerocket" if kind == AUTO_MODE else "al2023")
    always = pool.nodes_always
    zones = pool.zones or network.zone_names
    # A static pool is filled at once; what it may have beyond that is for the time of a replacement.
    most = pool.max if always is None else always
    return NodePoolDesign(
        name=pool.name,
        where=where,
        spec=pool,
        machine=node_settings(spec, pool),
        types=types,
        labels={**pool.labels, **_labels(pool, types, sharing, kind, os)},
        taints=(GPU_TAINT, *own_taints(pool)),
        node_groups=(NodeGroupDesign(_ONE_SET, f"{pool.name}-", zones, always or 0, most),),
        sharing=sharing,
        efa=efa_of(spec, types[0], "efa-only", os) if pool.efa else None,
        provisioner=kind,
        capacity=pool.capacity,
        nodes_always=always,
    )


def _labels(
    pool: GpuNodePoolSpec, types: tuple[InstanceType, ...], sharing: SharingDesign, provisioner: str, os: str
) -> dict[str, str]:
    models = {kind.gpu.model for kind in types if kind.gpu}
    # Auto Mode and Bottlerocket bring plugins of their own, which read no label.
    configured = sharing.shares and os != "bottlerocket" and provisioner != AUTO_MODE
    return {
        GROUP_LABEL: pool.name,
        **({"eks-gpu.io/gpu-model": label_value(models.pop())} if len(models) == 1 else {}),
        "eks-gpu.io/sharing": sharing.kind,
        GPU_LABEL: "true",
        **({PLUGIN_CONFIG_LABEL: pool.name} if configured else {}),
    }
