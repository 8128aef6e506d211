"""The system group: nodes for DNS, the autoscaler, controllers, and everything that goes nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.cluster.owners import repairs_nodes
from eks_gpu.design.nodes.groups import (
    GROUP_LABEL,
    SYSTEM_GROUP,
    NodesDesign,
    capacity_type,
    known_types,
    own_taints,
    template_of,
)
from eks_gpu.design.nodes.node_groups import NodeGroupDesign
from eks_gpu.design.nodes.settings import no_proxy, node_settings
from eks_gpu.design.nodes.template_tags import template_resources
from eks_gpu.design.nodes.updates import design_update
from eks_gpu.design.nodes.user_data import design_user_data
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.spec import ClusterSpec, SystemNodesSpec


@dataclass(frozen=True, kw_only=True)
class SystemGroupDesign(NodesDesign):
    """The nodes for everything that goes nowhere else: one node group, never at zero.

    Attributes:
        release_version: Release of EKS's AMI; None leaves it to EKS.
    """

    spec: SystemNodesSpec
    release_version: str | None

    @property
    def node_group(self) -> NodeGroupDesign:
        """The one node group."""
        return self.node_groups[0]


def design_system_group(spec: ClusterSpec, network: NetworkDesign) -> SystemGroupDesign:
    """The system group; with types the catalogue does not know, an x86 AMI is assumed and the checks object."""
    nodes = spec.system_nodes
    if spec.existing_cluster:
        # Others' nodes, of which nothing is known.
        nodes = nodes.model_copy(update={"instance_types": (), "min": 0, "max": 0, "ami": None})
    types, machine = known_types(nodes.instance_types), node_settings(spec, nodes)
    labels, taints = {**nodes.labels, GROUP_LABEL: SYSTEM_GROUP}, own_taints(nodes)
    # Unless the file says so, the zones that never change: over all of them, a zone appended later would replace the
    # node group.
    zones = nodes.zones or network.control_plane_zones
    return SystemGroupDesign(
        name=SYSTEM_GROUP,
        where="system_nodes",
        spec=nodes,
        machine=machine,
        types=types,
        ami_type=catalog.ami_type(nodes.os, types[0].arch if types else "x86_64", nvidia=False, fips=nodes.fips),
        release_version=nodes.ami.release_version if nodes.ami else None,
        capacity_type=capacity_type(nodes),
        labels=labels,
        taints=taints,
        node_groups=(NodeGroupDesign("nodes", "system-", zones, nodes.min, nodes.max),),
        launch_template=replace(
            template_of(spec, nodes, SYSTEM_GROUP),
            user_data=design_user_data(
                spec.name,
                nodes,
                None,
                labels,
                taints,
                machine=machine,
                unproxied=no_proxy(spec, network, machine),
            ),
        ),
        template_resources=template_resources(nodes, types, machine) if types else {},
        update=design_update(nodes.update),
        repairs=repairs_nodes(spec, nodes),
    )
