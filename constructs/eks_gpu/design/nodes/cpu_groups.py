"""CPU groups: nodes without GPUs that the autoscaler starts and ends, worked out from the declaration."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.capacity.efa import design_efa
from eks_gpu.design.capacity.reservation import design_placement, design_reservation
from eks_gpu.design.cluster.owners import repairs_nodes
from eks_gpu.design.nodes.groups import (
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
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.spec import ClusterSpec, NodeGroupSpec


@dataclass(frozen=True, kw_only=True)
class CpuGroupDesign(GroupDesign):
    """A CPU group of the declaration: one launch template, and one node group or one for each zone."""

    spec: NodeGroupSpec


def design_cpu_groups(spec: ClusterSpec, network: NetworkDesign) -> tuple[CpuGroupDesign, ...]:
    """The CPU groups, without those of which the catalogue knows no type."""
    designs = (
        design_cpu_group(spec, group, network, f"node_groups[{index}]") for index, group in enumerate(spec.node_groups)
    )
    return tuple(design for design in designs if design)


def design_cpu_group(
    spec: ClusterSpec, group: NodeGroupSpec, network: NetworkDesign, where: str
) -> CpuGroupDesign | None:
    """One CPU group of a cluster; None if the catalogue knows none of its types."""
    types = tuple(instance_type for instance_type in known_types(group.instance_types) if not instance_type.gpu)
    if not types:
        return None
    labels, taints = {**group.labels, GROUP_LABEL: group.name}, own_taints(group)
    efa = design_efa(spec, group, types[0])
    machine = node_settings(spec, group)
    image = group.ami.id if group.ami else None
    return CpuGroupDesign(
        name=group.name,
        where=where,
        spec=group,
        machine=machine,
        types=types,
        ami_type="CUSTOM" if image else catalog.ami_type(group.os, types[0].arch, nvidia=False, fips=group.fips),
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
            image_id=image,
            user_data=design_user_data(
                spec.cluster_name,
                group,
                group.ami,
                labels,
                taints,
                machine=machine,
                unproxied=no_proxy(spec, network, machine),
            ),
        ),
        template_resources=template_resources(group, types, machine, efa),
        update=design_update(group.update),
        efa=efa,
        repairs=repairs_nodes(spec, group),
        discovery_tags=discovery_tags(spec),
    )
