"""GPU groups: what EKS is asked for, worked out from the declaration and the catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.capacity.efa import design_efa
from eks_gpu.design.capacity.reservation import design_placement, design_reservation
from eks_gpu.design.cluster.owners import repairs_nodes
from eks_gpu.design.nodes.groups import (
    ACCELERATOR_LABEL,
    GROUP_LABEL,
    GroupDesign,
    capacity_type,
    discovery_tags,
    known_types,
    own_taints,
    template_of,
)
from eks_gpu.design.nodes.node_groups import node_groups
from eks_gpu.design.nodes.settings import no_proxy, node_settings
from eks_gpu.design.nodes.template_tags import template_resources
from eks_gpu.design.nodes.updates import design_update
from eks_gpu.design.nodes.user_data import design_user_data
from eks_gpu.design.sharing.group_sharing import design_sharing
from eks_gpu.design.sharing.user_data import bottlerocket_settings, mig_script
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import GPU
from eks_gpu.scheduling.taints import GPU_TAINT

if TYPE_CHECKING:
    from eks_gpu.catalog import Gpu
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.design.sharing.group_sharing import SharingDesign
    from eks_gpu.spec import ClusterSpec, GpuNodeGroupSpec

GPU_LABEL = "nvidia.com/gpu.present"
# By this label the device plugin's config-manager picks a node's settings.
PLUGIN_CONFIG_LABEL = "nvidia.com/device-plugin.config"
# Names by which the autoscaler counts GPUs in its metrics, where they are not the model's own (its `aws_util.go`).
_ACCELERATORS = {"T4": "tesla-t4", "V100": "tesla-v100", "A100": "tesla-a100"}


@dataclass(frozen=True, kw_only=True)
class GpuGroupDesign(GroupDesign):
    """A GPU group of the declaration: one launch template, and one node group or one for each zone.

    Attributes:
        gpu: The GPU of the first type.
    """

    spec: GpuNodeGroupSpec
    gpu: Gpu


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
    gpu, efa = types[0].gpu, design_efa(spec, group, types[0])
    sharing, machine = design_sharing(group, gpu), node_settings(spec, group)
    labels = {**group.labels, **_gpu_labels(group, gpu, sharing)}
    taints = (GPU_TAINT, *own_taints(group))
    block, image = group.capacity == "capacity-block", group.ami.id if group.ami else None
    return GpuGroupDesign(
        name=group.name,
        where=where,
        spec=group,
        machine=machine,
        types=types,
        gpu=gpu,
        ami_type="CUSTOM" if image else catalog.ami_type(group.os, types[0].arch, nvidia=True, fips=group.fips),
        capacity_type=capacity_type(group),
        labels=labels,
        taints=taints,
        node_groups=tuple(node_groups(group, network)),
        launch_template=replace(
            template_of(spec, group, group.name),
            interfaces=efa.interfaces if efa else (),
            efa_security_group=efa is not None and efa.own_security_group,
            placement=design_placement(spec.name, group),
            reservation=design_reservation(group),
            # EKS takes a Capacity Block from a template that names market, reservation and type, and from no other.
            market_type="capacity-block" if block else None,
            instance_type=types[0].name if block else None,
            image_id=image,
            user_data=design_user_data(
                spec.cluster_name,
                group,
                group.ami,
                labels,
                taints,
                machine=machine,
                unproxied=no_proxy(spec, network, machine),
                script=mig_script(sharing, gpu.count),
                settings=bottlerocket_settings(sharing, gpu),
            ),
        ),
        template_resources=template_resources(group, types, machine, efa, sharing),
        sharing=sharing,
        update=design_update(group.update),
        efa=efa,
        repairs=repairs_nodes(spec, group),
        discovery_tags=discovery_tags(spec),
    )


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
