"""Options that only some launch templates have: interfaces, placement, reserved capacity, an AMI, user data."""

from __future__ import annotations

import base64
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import launch_template
from eks_gpu.hcl import base64_encoded
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.bindings import placement_group
    from eks_gpu.design import LaunchTemplateDesign
    from eks_gpu.design.nodes.user_data import ClusterFacts, UserDataDesign


@dataclass(frozen=True)
class ClusterReferences:
    """Values of the cluster for the launch templates of EFA groups and custom AMIs.

    Attributes:
        security_group_id: The cluster's own security group. A template that names any interface must name it: EKS then
            adds it no more, and the nodes could not join.
        efa_security_group_id: The one for EFA; None if the cluster's lets EFA's traffic pass.
        facts: Values that a node needs to join the cluster.
        node_security_group_ids: All groups of nodes, where some are not EKS's own; empty leaves the choice to EKS.
    """

    security_group_id: str
    efa_security_group_id: str | None
    facts: ClusterFacts
    node_security_group_ids: tuple[str, ...] = ()


def options(
    design: LaunchTemplateDesign, cluster: ClusterReferences | None, made: placement_group.PlacementGroup | None
) -> Mapping[str, Any]:
    """Arguments of the launch template; none if the design has nothing of the kind.

    Args:
        design: The design.
        cluster: Values of the cluster for the template.
        made: The placement group of this stack, if it has one.

    Raises:
        ValueError: The design needs the cluster's references, and there are none.
    """
    if cluster is None and (design.interfaces or design.image_id):
        message = (
            "a group with 'efa', 'ami.id' or security groups takes the cluster's references: pass Cluster.references "
            "as 'cluster'"
        )
        raise ValueError(message)
    found = {
        "network_interfaces": _interfaces(design, cluster),
        "vpc_security_group_ids": _security_groups(design, cluster),
        "placement": _placement(design, made),
        "capacity_reservation_specification": _reservation(design),
        "instance_market_options": _market(design),
        "instance_type": design.instance_type,
        "image_id": design.image_id,
        "user_data": _user_data(design.user_data, cluster) if design.user_data else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _interfaces(
    design: LaunchTemplateDesign, cluster: ClusterReferences | None
) -> list[launch_template.LaunchTemplateNetworkInterfaces] | None:
    if not design.interfaces or cluster is None:
        return None
    efa = [cluster.efa_security_group_id] if design.efa_security_group and cluster.efa_security_group_id else []
    return [
        launch_template.LaunchTemplateNetworkInterfaces(
            network_card_index=interface.card,
            device_index=interface.device,
            interface_type=interface.type,
            security_groups=[*(cluster.node_security_group_ids or (cluster.security_group_id,)), *efa],
            # Else those beyond the first stay behind when a node goes.
            delete_on_termination="true",
        )
        for interface in design.interfaces
    ]


def _security_groups(design: LaunchTemplateDesign, cluster: ClusterReferences | None) -> list[str] | None:
    """Groups of a template without interfaces of its own; EC2 refuses both."""
    if design.interfaces or cluster is None or not cluster.node_security_group_ids:
        return None
    return list(cluster.node_security_group_ids)


def _placement(
    design: LaunchTemplateDesign, made: placement_group.PlacementGroup | None
) -> launch_template.LaunchTemplatePlacement | None:
    if design.placement is None:
        return None
    name = made.name if made and design.placement.strategy else design.placement.name
    return launch_template.LaunchTemplatePlacement(group_name=name)


def _reservation(
    design: LaunchTemplateDesign,
) -> launch_template.LaunchTemplateCapacityReservationSpecification | None:
    if design.reservation is None:
        return None
    return launch_template.LaunchTemplateCapacityReservationSpecification(
        capacity_reservation_target=launch_template.LaunchTemplateCapacityReservationSpecificationCapacityReservationTarget(
            capacity_reservation_id=design.reservation.id,
            capacity_reservation_resource_group_arn=design.reservation.resource_group,
        )
    )


def _market(design: LaunchTemplateDesign) -> launch_template.LaunchTemplateInstanceMarketOptions | None:
    if design.market_type is None:
        return None
    return launch_template.LaunchTemplateInstanceMarketOptions(market_type=design.market_type)


def _user_data(design: UserDataDesign, cluster: ClusterReferences | None) -> str:
    if design.joins is None or cluster is None:
        return base64.b64encode(design.text().encode()).decode()
    # Only Terraform knows endpoint and certificate, so Terraform encodes.
    return base64_encoded(design.text(cluster.facts), references=astuple(cluster.facts))
