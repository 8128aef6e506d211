"""GPU groups: what EKS is asked for, worked out from the declaration and the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from eks_gpu import catalog
from eks_gpu.design.capacity.efa import EfaDesign, design_efa
from eks_gpu.design.capacity.reservation import design_placement, design_reservation
from eks_gpu.design.nodes.launch_template import LaunchTemplateDesign, launch_template
from eks_gpu.design.nodes.node_groups import NodeGroupDesign, node_groups
from eks_gpu.design.nodes.template_tags import label_tags, option_tags, resource_tags, taint_tags, template_resources
from eks_gpu.design.nodes.updates import UpdateDesign, design_update
from eks_gpu.design.nodes.user_data import UserDataDesign
from eks_gpu.design.sharing.group_sharing import SharingDesign, design_sharing
from eks_gpu.design.sharing.user_data import bottlerocket_settings, mig_script
from eks_gpu.scheduling.amounts import GPU
from eks_gpu.scheduling.taints import GPU_TAINT, Effect, Taint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.catalog import Gpu, InstanceType
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.spec import ClusterSpec, GpuNodeGroupSpec

GROUP_LABEL = "eks-gpu.io/group"
# Its value on the system nodes; no GPU group may have the name.
SYSTEM_GROUP = "system"
GPU_LABEL = "nvidia.com/gpu.present"
# By this label the device plugin's config-manager picks a node's settings.
PLUGIN_CONFIG_LABEL = "nvidia.com/device-plugin.config"
ACCELERATOR_LABEL = "k8s.amazonaws.com/accelerator"
CapacityType = Literal["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"]
_CAPACITY: dict[str, CapacityType] = {"on-demand": "ON_DEMAND", "spot": "SPOT", "capacity-block": "CAPACITY_BLOCK"}
# Names by which the autoscaler counts GPUs in its metrics, where they are not the model's own (its `aws_util.go`).
_ACCELERATORS = {"T4": "tesla-t4", "V100": "tesla-v100", "A100": "tesla-a100"}


@dataclass(frozen=True, slots=True)
class GpuGroupDesign:
    """A GPU group of the declaration: one launch template, and one node group or one for each zone.

    Attributes:
        where: Its path in the spec.
        spec: The group's entry in the cluster file.
        types: The instance types that the catalogue knows, in the user's order; the autoscaler plans with the first.
        gpu: The GPU of the first type.
        ami_type: EKS's name for the AMI family.
        capacity_type: EKS's name for how capacity is bought.
        labels: On every node, known to the autoscaler before there is one.
        taints: On every node.
        node_groups: One, or one for each zone.
        launch_template: Shared by its node groups.
        template_resources: Resources of its nodes that the autoscaler cannot learn from EC2, by name.
        sharing: How pods share its GPUs.
        update: How updates replace its nodes.
        efa: EFA on its nodes; None if it has none.
    """

    where: str
    spec: GpuNodeGroupSpec
    types: tuple[InstanceType, ...]
    gpu: Gpu
    ami_type: str
    capacity_type: CapacityType
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    node_groups: tuple[NodeGroupDesign, ...]
    launch_template: LaunchTemplateDesign
    template_resources: Mapping[str, str]
    sharing: SharingDesign
    update: UpdateDesign
    efa: EfaDesign | None = None

    @property
    def name(self) -> str:
        """Name of the group."""
        return self.spec.name

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
        }

    @property
    def awaited(self) -> bool:
        """Whether the autoscaler takes a node for ready only with its GPUs; otherwise it buys every batch twice."""
        return ACCELERATOR_LABEL in self.labels

    @property
    def names_in_metrics(self) -> str:
        """Names of its Auto Scaling groups as a regular expression of Prometheus, which matches the whole name."""
        return "|".join(f"{node_group.auto_scaling_pattern.removeprefix('^')}.*" for node_group in self.node_groups)

    @property
    def id(self) -> str:
        """Construct id; the prefix keeps a group named `eks` apart from everything else in a stack."""
        return f"gpu-{self.spec.name}"

    @property
    def instance_types(self) -> tuple[str, ...]:
        """Instance types for EKS; none if the launch template names the type, because EKS refuses both."""
        return () if self.launch_template.instance_type else self.spec.instance_types

    @property
    def gpus_per_node(self) -> int:
        """GPUs of one node, shared or not; the least over the group's types."""
        return min(instance_type.gpu.count for instance_type in self.types if instance_type.gpu)

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


def design_gpu_groups(spec: ClusterSpec, network: NetworkDesign) -> tuple[GpuGroupDesign, ...]:
    """The GPU groups, without those of which the catalogue knows no type."""
    designs = (
        design_gpu_group(spec, group, network, f"gpu_node_groups[{index}]")
        for index, group in enumerate(spec.gpu_node_groups)
    )
    return tuple(design for design in designs if design)


def design_gpu_group(
    spec: ClusterSpec, group: GpuNodeGroupSpec, network: NetworkDesign, where: str
) -> GpuGroupDesign | None:
    """One GPU group of a cluster; None if the catalogue knows none of its types."""
    types = tuple(instance_type for instance_type in known_types(group.instance_types) if instance_type.gpu)
    if not types or types[0].gpu is None:
        return None
    gpu, efa = types[0].gpu, design_efa(group, types[0], spec.kubernetes_version)
    sharing = design_sharing(group, gpu)
    labels = {**group.labels, **_gpu_labels(group, gpu, sharing)}
    taints = (GPU_TAINT, *(Taint(taint.key, taint.value, Effect(taint.effect)) for taint in group.taints))
    block, image = group.capacity == "capacity-block", group.ami.id if group.ami else None
    return GpuGroupDesign(
        where=where,
        spec=group,
        types=types,
        gpu=gpu,
        ami_type="CUSTOM" if image else catalog.ami_type(group.os, types[0].arch, nvidia=True),
        capacity_type=_CAPACITY[group.capacity],
        labels=labels,
        taints=taints,
        node_groups=tuple(node_groups(group, network)),
        launch_template=replace(
            launch_template(
                spec, group.os, group.disk_gib, group.disk_throughput_mibs, instance_tags(spec, group.name)
            ),
            interfaces=efa.interfaces if efa else (),
            efa_security_group=efa is not None and efa.own_security_group,
            placement=design_placement(spec.name, group),
            reservation=design_reservation(group),
            # EKS takes a Capacity Block from a template that names market, reservation and type, and from no other.
            market_type="capacity-block" if block else None,
            instance_type=types[0].name if block else None,
            image_id=image,
            user_data=_user_data(spec, group, gpu, sharing, labels, taints),
        ),
        template_resources=template_resources(group, types, efa, sharing),
        sharing=sharing,
        update=design_update(group.update),
        efa=efa,
    )


def _user_data(  # noqa: PLR0917 - all settings of a node come together here
    spec: ClusterSpec,
    group: GpuNodeGroupSpec,
    gpu: Gpu,
    sharing: SharingDesign,
    labels: dict[str, str],
    taints: tuple[Taint, ...],
) -> UserDataDesign | None:
    bottlerocket = group.os == "bottlerocket"
    made = UserDataDesign(
        group.os,
        group.local_storage == "raid0",
        parallel_pull=group.parallel_image_pull,
        script="" if bottlerocket else mig_script(sharing, gpu.count),
        settings=bottlerocket_settings(sharing, gpu) if bottlerocket else {},
    )
    if group.ami and group.ami.id:
        made = replace(made, joins=spec.name, labels=labels, taints=taints, extra=group.ami.user_data or "")
    return made if made.says_anything else None


def _gpu_labels(group: GpuNodeGroupSpec, gpu: Gpu, sharing: SharingDesign) -> dict[str, str]:
    model = label_value(gpu.model)
    # The autoscaler counts a node with this label as not ready until its GPU is allocatable, so that it neither buys a
    # second node meanwhile nor remembers a node without GPU (gpu_processor.go); any value does. It looks for
    # `nvidia.com/gpu` only: if a node offers other resources, it would wait forever.
    waited_for = {ACCELERATOR_LABEL: f"nvidia-{_ACCELERATORS.get(gpu.model, model)}"} if GPU in sharing.units else {}
    configured = {PLUGIN_CONFIG_LABEL: group.name} if sharing.shares and group.os != "bottlerocket" else {}
    return {
        GROUP_LABEL: group.name,
        "eks-gpu.io/gpu-model": model,
        "eks-gpu.io/sharing": sharing.kind,
        **waited_for,
        GPU_LABEL: "true",
        **configured,
    }


def label_value(text: str) -> str:
    """A text as a label value: lower case, with '-' for what labels refuse."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


def instance_tags(spec: ClusterSpec, group: str) -> dict[str, str]:
    """Tags of the machines of a group, and of what EC2 makes with them."""
    return {**derived_tags(spec), GROUP_LABEL: group, "Name": f"{spec.name}-{group}"}


def derived_tags(spec: ClusterSpec) -> dict[str, str]:
    """The user's tags, and the one by which everything of a cluster is found."""
    return {**spec.tags, "eks-gpu.io/cluster": spec.name}


def known_types(names: tuple[str, ...]) -> tuple[InstanceType, ...]:
    """The instance types of these names that the catalogue has."""
    return tuple(instance_type for name in names if (instance_type := catalog.instance_type(name)))
