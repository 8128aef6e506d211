"""The system group: nodes for everything but GPU work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.groups import GROUP_LABEL, SYSTEM_GROUP, instance_tags, known_types
from eks_gpu.design.launch_template import LaunchTemplateDesign, launch_template
from eks_gpu.design.node_groups import NodeGroupDesign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class SystemGroupDesign:
    """The nodes for everything but GPU work."""

    where: str
    types: tuple[InstanceType, ...]
    instance_types: tuple[str, ...]
    ami_type: str
    node_group: NodeGroupDesign
    launch_template: LaunchTemplateDesign
    labels: Mapping[str, str]


def design_system_group(spec: ClusterSpec, network: NetworkDesign) -> SystemGroupDesign:
    """The system group; with types the catalogue does not know, an x86 AMI is assumed and the checks object."""
    nodes = spec.system_nodes
    types = known_types(nodes.instance_types)
    return SystemGroupDesign(
        where="system_nodes",
        types=types,
        instance_types=nodes.instance_types,
        ami_type=catalog.ami_type("al2023", types[0].arch if types else "x86_64", nvidia=False),
        # The zones that never change: over all of them, a zone appended later would replace the node group.
        node_group=NodeGroupDesign("nodes", "system-", network.control_plane_zones, nodes.min, nodes.max),
        launch_template=launch_template("al2023", nodes.disk_gib, 125, instance_tags(spec, SYSTEM_GROUP)),
        labels={GROUP_LABEL: SYSTEM_GROUP},
    )
