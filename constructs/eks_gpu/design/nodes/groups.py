"""Groups of nodes: what EKS is asked for, whatever runs on them."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal, Protocol

from eks_gpu import catalog
from eks_gpu.design.cluster.names import own_tag
from eks_gpu.design.cluster.owners import autoscaler_kind
from eks_gpu.design.nodes.launch_template import DiskDesign, LaunchTemplateDesign, launch_template
from eks_gpu.design.nodes.settings import node_settings
from eks_gpu.design.nodes.template_tags import label_tags, option_tags, resource_tags, taint_tags
from eks_gpu.design.sharing.group_sharing import NO_GPUS, SharingDesign
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.taints import Effect, Taint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.capacity.efa import EfaDesign
    from eks_gpu.design.nodes.node_groups import NodeGroupDesign
    from eks_gpu.design.nodes.updates import UpdateDesign
    from eks_gpu.spec import ClusterSpec, GpuNodePoolSpec, GroupSpec, NodeSettingsSpec, NodesSpec

GROUP_LABEL = "eks-gpu.io/group"
# Its value on the system nodes; no group may have the name.
SYSTEM_GROUP = "system"
# The autoscaler waits for the GPUs of a node with this label.
ACCELERATOR_LABEL = "k8s.amazonaws.com/accelerator"
CapacityType = Literal["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"]
_CAPACITY: dict[str, CapacityType] = {"on-demand": "ON_DEMAND", "spot": "SPOT", "capacity-block": "CAPACITY_BLOCK"}


class MachineSpec(Protocol):
    """The fields that entries of groups and of pools have in common."""

    @property
    def os(self) -> str | None:
        """Operating system of the nodes; None for the usual one."""
        ...

    @property
    def disk_gib(self) -> int:
        """Size of the volume for images and containers, in GiB."""
        ...

    @property
    def local_storage(self) -> str:
        """Use of the instance's own disks."""
        ...

    @property
    def prepull(self) -> tuple[str, ...]:
        """Images that every node pulls when it joins."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of the file."""
        ...

    @property
    def nodes(self) -> NodeSettingsSpec:
        """Settings of the machines."""
        ...

    @property
    def disk_throughput_mibs(self) -> int:
        """Throughput of the volume, in MiB/s."""
        ...


@dataclass(frozen=True, kw_only=True)
class MachinesDesign:
    """Machines of one kind, whoever starts them: the base of EKS's managed nodes and of node pools.

    Attributes:
        name: Name of the group or pool, which is also the value of its label.
        where: Its path in the spec.
        spec: Its entry in the cluster file.
        machine: Settings of its machines, those of the file's `defaults` included.
        types: The instance types that the catalogue knows, in the user's order.
        labels: On every node, known before there is one.
        taints: On every node.
        node_groups: The sets of nodes that are sized by themselves: one, or one for each zone.
        sharing: How pods share its GPUs; by default it has none.
        efa: EFA on its nodes; None if it has none.
    """

    name: str
    where: str
    spec: MachineSpec
    machine: NodeSettingsSpec
    types: tuple[InstanceType, ...]
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    node_groups: tuple[NodeGroupDesign, ...]
    sharing: SharingDesign = field(default_factory=lambda: NO_GPUS)
    efa: EfaDesign | None = None

    @property
    def id(self) -> str:
        """Construct id; the prefix keeps a group named `eks` apart from everything else in a stack."""
        return f"{'gpu' if self.has_gpus else 'cpu'}-{self.name}"

    @property
    def os(self) -> str:
        """Operating system of the nodes."""
        return self.spec.os or "al2023"

    @property
    def has_gpus(self) -> bool:
        """Whether its nodes have GPUs."""
        return bool(self.sharing.units)

    @property
    def awaited(self) -> bool:
        """Whether the autoscaler takes a node for ready only with its GPUs; otherwise it buys every batch twice."""
        return ACCELERATOR_LABEL in self.labels

    @property
    def self_served(self) -> bool:
        """Whether the machines bring the plugins and agents for their devices themselves, and run none of eks-gpu's."""
        return False

    @property
    def interruptible(self) -> bool:
        """Whether its nodes may be on Spot capacity."""
        raise NotImplementedError

    def origin_labels(self, node_group: NodeGroupDesign) -> dict[str, frozenset[str]]:
        """Labels that say who started a node and how it is billed; several values where it may be any of them."""
        raise NotImplementedError

    @property
    def prepaid(self) -> bool:
        """Whether its nodes were paid for in advance."""
        return False

    @property
    def markets(self) -> tuple[bool, ...]:
        """The markets whose quotas its nodes may count against; true stands for Spot."""
        return () if self.prepaid else (self.interruptible,)

    @property
    def disk(self) -> DiskDesign:
        """The volume of a node for images and containers."""
        raise NotImplementedError

    @property
    def instance_types(self) -> tuple[str, ...]:
        """Names of the instance types that may be started, known to the catalogue or not."""
        return tuple(kind.name for kind in self.types)

    @property
    def own_ami(self) -> bool:
        """Whether its nodes boot an AMI of the user's."""
        return False

    @property
    def volumes(self) -> int:
        """EBS volumes of the machine itself: one, or with Bottlerocket one for the system and one for containers."""
        return 2 if self.os == "bottlerocket" else 1

    @property
    def gpus_per_node(self) -> int:
        """GPUs of one node, shared or not; the least over the group's types."""
        return min((kind.gpu.count for kind in self.types if kind.gpu), default=0)

    @property
    def offers(self) -> dict[str, int]:
        """GPU resources that one node offers to pods, by name; the least over the group's types."""
        return self.sharing.offers(self.gpus_per_node)

    @property
    def min_nodes(self) -> int:
        """Least nodes of all its node groups together."""
        return sum(group.min for group in self.node_groups)

    @property
    def max_nodes(self) -> int:
        """Most nodes of all its node groups together."""
        return sum(group.max for group in self.node_groups)


@dataclass(frozen=True, kw_only=True)
class NodesDesign(MachinesDesign):
    """Nodes that EKS manages in Auto Scaling groups: the base of GPU groups, CPU groups and the system group.

    Attributes:
        types: The autoscaler plans with the first.
        ami_type: EKS's name for the AMI family.
        capacity_type: EKS's name for how capacity is bought.
        launch_template: Shared by its node groups.
        template_resources: Resources of its nodes that the autoscaler cannot learn from EC2, by name.
        update: How updates replace its nodes.
        repairs: Whether EKS replaces nodes that it finds broken.
        discovery_tags: Tags of its Auto Scaling groups by which only eks-gpu's own autoscaler finds them.
    """

    spec: NodesSpec
    ami_type: str
    capacity_type: CapacityType
    launch_template: LaunchTemplateDesign
    template_resources: Mapping[str, str]
    update: UpdateDesign
    repairs: bool = True
    discovery_tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def interruptible(self) -> bool:
        """Whether its nodes are on Spot capacity."""
        return self.capacity_type == "SPOT"

    def origin_labels(self, node_group: NodeGroupDesign) -> dict[str, frozenset[str]]:
        """Labels that EKS sets on the nodes of a managed node group."""
        return {
            "eks.amazonaws.com/capacityType": frozenset({self.capacity_type}),
            "eks.amazonaws.com/nodegroup": frozenset({f"{node_group.name_prefix}…"}),
        }

    @property
    def own_ami(self) -> bool:
        """Whether its nodes boot an AMI of the user's."""
        return self.launch_template.image_id is not None

    @property
    def volumes(self) -> int:
        """EBS volumes of the machine itself: one, or with Bottlerocket one for the system and one for containers."""
        return 2 if self.launch_template.os_device else 1

    @property
    def prepaid(self) -> bool:
        """Whether its nodes are in a Capacity Block.

        They do not count against the limits of On-Demand instances (EC2 user guide, Capacity Blocks for ML).
        """
        return self.capacity_type == "CAPACITY_BLOCK"

    @property
    def disk(self) -> DiskDesign:
        """The volume of a node for images and containers."""
        template = self.launch_template
        return DiskDesign(template.disk_gib, template.iops, template.throughput_mibs)

    @property
    def names_in_metrics(self) -> str:
        """Names of its Auto Scaling groups as a regular expression of Prometheus, which matches the whole name."""
        return "|".join(f"{node_group.auto_scaling_pattern.removeprefix('^')}.*" for node_group in self.node_groups)

    @property
    def instance_types(self) -> tuple[str, ...]:
        """Names of the instance types that may be started, known to the catalogue or not."""
        return self.spec.instance_types

    @property
    def types_for_eks(self) -> tuple[str, ...]:
        """Instance types for EKS; none if the launch template names the type, because EKS refuses both."""
        return () if self.launch_template.instance_type else self.spec.instance_types


@dataclass(frozen=True, kw_only=True)
class GroupDesign(NodesDesign):
    """A group that the autoscaler sizes and may take down to zero: a GPU group or a CPU group."""

    spec: GroupSpec

    @property
    def template_tags(self) -> dict[str, str]:
        """The node group's own tags, from which the autoscaler learns these resources while there is no node.

        It reads them through `eks:DescribeNodegroup` (its `aws_wrapper.go`; since 1.28).
        """
        return resource_tags(self.template_resources)

    @property
    def auto_scaling_tags(self) -> dict[str, str]:
        """Tags of the Auto Scaling groups behind its node groups, by which the autoscaler knows all of the template.

        It reads labels, taints and resources through EKS as well. These stand where that call fails or is not
        allowed; there is no other way to set the options.
        """
        return {
            **self.template_tags,
            **label_tags(self.labels),
            **taint_tags(self.taints),
            **option_tags(self.spec.autoscaling),
            **self.discovery_tags,
        }


def capacity_type(nodes: NodesSpec) -> CapacityType:
    """EKS's name for how capacity is bought."""
    return _CAPACITY[nodes.capacity]


def discovery_tags(spec: ClusterSpec) -> dict[str, str]:
    """Tags by which an autoscaler of eks-gpu's leaves the groups alone that others made on an existing cluster."""
    own_autoscaler = spec.existing_cluster and autoscaler_kind(spec) == "cluster-autoscaler"
    return {own_tag(spec.cluster_name): "owned"} if own_autoscaler else {}


def own_taints(nodes: NodesSpec | GpuNodePoolSpec) -> tuple[Taint, ...]:
    """The taints in the file."""
    return tuple(Taint(taint.key, taint.value, Effect(taint.effect)) for taint in nodes.taints)


def instance_tags(spec: ClusterSpec, group: str, own: Mapping[str, str]) -> dict[str, str]:
    """Tags of the machines of a group, and of what EC2 makes with them; the group's own come last."""
    return {**derived_tags(spec), **own, GROUP_LABEL: group, "Name": own.get("Name", f"{spec.name}-{group}")}


def template_of(spec: ClusterSpec, nodes: NodesSpec, name: str) -> LaunchTemplateDesign:
    """The launch template of any group, without its user data and all that only some groups have."""
    machine = node_settings(spec, nodes)
    tags = instance_tags(spec, name, machine.tags)
    made = launch_template(spec, nodes.os, nodes.disk_gib, nodes.disk_throughput_mibs, tags)
    return replace(made, metadata_hop_limit=machine.metadata_hop_limit or 1)


def derived_tags(spec: ClusterSpec) -> dict[str, str]:
    """The user's tags, and the one by which everything of a cluster is found."""
    return {**spec.tags, "eks-gpu.io/cluster": spec.name}


def known_types(names: tuple[str, ...]) -> tuple[InstanceType, ...]:
    """The instance types of these names that the catalogue has."""
    return tuple(instance_type for name in names if (instance_type := catalog.instance_type(name)))
