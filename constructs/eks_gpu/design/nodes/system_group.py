"""The system group: nodes for everything but GPU work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.nodes.gpu_groups import GROUP_LABEL, SYSTEM_GROUP, instance_tags, known_types
from eks_gpu.design.nodes.launch_template import LaunchTemplateDesign, launch_template
from eks_gpu.design.nodes.node_groups import NodeGroupDesign
from eks_gpu.design.nodes.updates import UpdateDesign, design_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class SystemGroupDesign:
    """The nodes for everything but GPU work.

    Attributes:
        where: Its path in the spec.
        types: The instance types that the catalogue knows.
        instance_types: All of them, as the user wrote them.
        ami_type: EKS's name for the AMI family.
        release_version: Release of that AMI; None leaves it to EKS.
        node_group: The one node group.
        launch_template: Its launch template.
        labels: On every node.
        update: How updates replace its nodes.
    """

    where: str
    types: tuple[InstanceType, ...]
    instance_types: tuple[str, ...]
    ami_type: str
    release_version: str | None
    node_group: NodeGroupDesign
    launch_template: LaunchTemplateDesign
    labels: Mapping[str, str]
    update: UpdateDesign


def design_system_group(spec: ClusterSpec, network: NetworkDesign) -> SystemGroupDesign:
    """The system group; with types the catalogue does not know, an x86 AMI is assumed and the checks object."""
    nodes = spec.system_nodes
    types = known_types(nodes.instance_types)
    return SystemGroupDesign(
        where="system_nodes",
        types=types,
        instance_types=nodes.instance_types,
        ami_type=catalog.ami_type("al2023", types[0].arch if types else "x86_64", nvidia=False),
        release_version=nodes.ami.release_version if nodes.ami else None,
        update=design_update(nodes.update),
        # The zones that never change: over all of them, a zone appended later would replace the node group.
        node_group=NodeGroupDesign("nodes", "system-", network.control_plane_zones, nodes.min, nodes.max),
        launch_template=launch_template(spec, "al2023", nodes.disk_gib, 125, instance_tags(spec, SYSTEM_GROUP)),
        labels={GROUP_LABEL: SYSTEM_GROUP},
    )
