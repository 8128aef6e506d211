"""Two models of a node: what the autoscaler believes before there is one, and what kubelet will say of it.

The autoscaler decides by the first, the pod runs on the second; where they differ, GPU pods hang.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.capacity.efa import hugepages_mib, interfaces_attached, interfaces_for_pods
from eks_gpu.design.nodes.groups import NodesDesign
from eks_gpu.design.nodes.kept import kept
from eks_gpu.design.nodes.labels import node_labels, template_labels
from eks_gpu.design.nodes.local_storage import storage_gib
from eks_gpu.design.placement.pods import pods_at_most
from eks_gpu.design.platform.daemons import TEMPLATE_KUBE_PROXY, daemons_on, mountpoints_on
from eks_gpu.design.platform.vpc_cni import design_cni
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling import reserved
from eks_gpu.scheduling.amounts import (
    BYTES,
    CPU,
    EFA,
    GPU,
    HUGEPAGES,
    MEMORY,
    NO_LIMIT,
    PODS,
    STORAGE,
    VOLUMES,
    less,
    total,
)
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.nodes.node_groups import NodeGroupDesign
    from eks_gpu.design.platform.addons import AddonDesign
    from eks_gpu.design.platform.daemons import DaemonDesign
    from eks_gpu.design.platform.device_plugin import DevicePluginDesign
    from eks_gpu.design.platform.vpc_cni import CniDesign
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.taints import Taint
    from eks_gpu.spec import ClusterSpec

# The autoscaler's template says so of every type (`aws_manager.go`, buildNodeFromTemplate).
_TEMPLATE_PODS = 110


@dataclass(frozen=True)
class NodeModel:
    """A node of a group, as one side sees it.

    Attributes:
        kind: ``template`` is what the Cluster Autoscaler believes of an empty group; ``node`` is what kubelet reports.
        instance_type: The type it is.
        capacity: What it has; of the memory of a real node the least that is likely.
        kept: What kubelet keeps for itself.
        daemons: Pods that every such node runs; on a template also the mirror pod that the autoscaler adds.
        labels: Values by key; several where it may be any of them, none where the value is not known beforehand.
        taints: What it repels pods with.
        spare_memory_mib: Memory that a node may have beyond `capacity`: EC2 names more than a machine sees.
    """

    kind: Literal["template", "node"]
    instance_type: str
    capacity: Amounts
    kept: Amounts
    daemons: tuple[DaemonDesign, ...]
    labels: Mapping[str, frozenset[str]]
    taints: tuple[Taint, ...]
    spare_memory_mib: int = 0

    @cached_property
    def allocatable(self) -> dict[str, int]:
        """What it offers to all pods, daemons included."""
        return less(self.capacity, self.kept)

    @cached_property
    def free(self) -> dict[str, int]:
        """Resources that it offers to workloads beside all daemons."""
        return less(self.allocatable, total(*(daemon.asks for daemon in self.daemons)))

    @cached_property
    def room(self) -> dict[str, int]:
        """Resources that a workload can get of it, where kube-scheduler evicts the daemons that give way.

        The autoscaler's simulation of an empty group runs no preemption, so its template keeps all daemons.
        """
        if self.kind == "template" or not any(daemon.gives_way for daemon in self.daemons):
            return self.free
        return less(self.allocatable, total(*(daemon.asks for daemon in self.daemons if not daemon.gives_way)))


@dataclass(frozen=True)
class Choice:
    """A type that a provisioner may buy: what it expects of such a node, and the node itself."""

    template: NodeModel
    node: NodeModel


@dataclass(frozen=True)
class PoolModels:
    """The models of one `aws_eks_node_group`, or of a node pool.

    Attributes:
        node_group: Which.
        template: The autoscaler plans with the first type alone.
        nodes: One of each type that EC2 may start.
        choices: Types among which a provisioner chooses for each pod; empty for a node group, which is one type to the
            autoscaler.
        buyer: The component that adds nodes, as the subject of a sentence.
    """

    node_group: NodeGroupDesign
    template: NodeModel
    nodes: tuple[NodeModel, ...]
    choices: tuple[Choice, ...] = ()
    buyer: str = "the autoscaler"

    @property
    def deciding(self) -> tuple[NodeModel, ...]:
        """The models that a pod must fit: the nodes, and while the group may be at zero the template too."""
        if self.choices:
            return (*(choice.template for choice in self.choices), *self.nodes)
        return self.nodes if self.node_group.min else (self.template, *self.nodes)

    def without_mirror_pod(self) -> PoolModels:
        """The same node group, if the autoscaler expected only pods that will be there."""
        daemons = tuple(daemon for daemon in self.template.daemons if daemon is not TEMPLATE_KUBE_PROXY)
        return replace(self, template=replace(self.template, daemons=daemons))


@dataclass(frozen=True)
class GroupModels:
    """The models of a group, one for each of its node groups."""

    group: MachinesDesign
    pools: tuple[PoolModels, ...]

    @property
    def managed(self) -> NodesDesign:
        """The group, whose nodes EKS manages.

        Raises:
            TypeError: It is a node pool, which has no node group in EKS.
        """
        if not isinstance(self.group, NodesDesign):
            raise TypeError(self.group.name)
        return self.group

    @property
    def smallest(self) -> NodeModel:
        """The node with the least memory that may be started."""
        nodes = [node for pool in self.pools for node in pool.nodes]
        return min(nodes, key=lambda node: (node.free[MEMORY], node.free[CPU]))

    def without_mirror_pod(self) -> GroupModels:
        """The same group, if the autoscaler expected only pods that will be there."""
        return replace(self, pools=tuple(pool.without_mirror_pod() for pool in self.pools))

    def most(self, name: str) -> int:
        """The most of a resource that one pod may ask for, by every model that it must fit."""
        return min(model.free.get(name, 0) for pool in self.pools for model in pool.deciding)


def model_groups(
    spec: ClusterSpec,
    groups: Sequence[NodesDesign],
    addons: tuple[AddonDesign, ...],
    device_plugin: DevicePluginDesign | None,
) -> tuple[GroupModels, ...]:
    """The models of these groups, all of which have a known type."""
    return tuple(
        GroupModels(
            group,
            tuple(
                _pool(
                    spec.region,
                    group,
                    nodes,
                    daemons_on(spec, group, addons, device_plugin),
                    mountpoints_on(spec, group.name, addons),
                    cni=design_cni(addons),
                )
                for nodes in group.node_groups
            ),
        )
        for group in groups
    )


def _pool(
    region: str,
    group: NodesDesign,
    node_group: NodeGroupDesign,
    daemons: tuple[DaemonDesign, ...],
    mountpoints: tuple[DaemonDesign, ...],
    *,
    cni: CniDesign,
) -> PoolModels:
    return PoolModels(
        node_group,
        template_model(region, group, node_group, daemons),
        tuple(node_model(region, group, node_group, kind, (*daemons, *mountpoints), cni=cni) for kind in group.types),
    )


def template_model(
    region: str, group: NodesDesign, node_group: NodeGroupDesign, daemons: tuple[DaemonDesign, ...]
) -> NodeModel:
    """The autoscaler's idea of a node while the group is at zero.

    It has EC2's figures, of which kubelet keeps nothing, what the group's tags add, and the pods that the autoscaler
    expects there: every DaemonSet's, and a second kube-proxy.
    """
    kind = group.types[0]
    capacity = {
        CPU: kind.vcpus * 1000,
        MEMORY: kind.memory_mib,
        PODS: _TEMPLATE_PODS,
        # A group at zero has no CSINode, and without one nothing limits volumes (kubernetes/autoscaler#8241; the flag
        # `--enable-csi-node-aware-scheduling` is off, and from zero no node would come with it: #10131).
        VOLUMES: NO_LIMIT,
        GPU: kind.gpu.physical_count if kind.gpu else 0,
        **{name: _number(name, text) for name, text in group.template_resources.items()},
    }
    labels = template_labels(region, group, node_group)
    return NodeModel("template", kind.name, capacity, {}, (*daemons, TEMPLATE_KUBE_PROXY), labels, group.taints)


def node_model(
    region: str,
    group: MachinesDesign,
    node_group: NodeGroupDesign,
    kind: InstanceType,
    daemons: tuple[DaemonDesign, ...],
    *,
    cni: CniDesign,
) -> NodeModel:
    """What kubelet says of a node that runs."""
    left = interfaces_for_pods(kind, group.efa)
    pods = pods_at_most(group, kind, left, cni)
    capacity = {
        CPU: kind.vcpus * 1000,
        MEMORY: reserved.least_memory_mib(kind),
        STORAGE: storage_gib(group.spec, kind) * 1024,
        PODS: pods,
        VOLUMES: reserved.volume_limit(
            kind, group.volumes, cni.interfaces_attached(interfaces_attached(kind, group.efa), left)
        ),
        **group.sharing.offers(kind.gpu.count if kind.gpu else 0),
        **({EFA: group.efa.count, HUGEPAGES: hugepages_mib(group.os, kind)} if group.efa else {}),
    }
    usual = kept(group, kind, capacity[STORAGE] // 1024, pods)
    # Huge pages are memory that nothing else can have (kubelet, `node_container_manager`).
    taken = {**usual, MEMORY: usual[MEMORY] + capacity.get(HUGEPAGES, 0)}
    labels = node_labels(region, group, node_group, kind)
    spare = kind.memory_mib - capacity[MEMORY]
    return NodeModel("node", kind.name, capacity, taken, daemons, labels, group.taints, spare)


def _number(name: str, text: str) -> int:
    if name == CPU:
        return millicores(text)
    return mebibytes(text) if name in BYTES else int(text)
