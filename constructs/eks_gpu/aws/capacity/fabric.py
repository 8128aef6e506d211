"""Connections between the nodes of one job: the security group of EFA, and placement groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import (
    Construct,
    TerraformResourceLifecycle,
    placement_group,
    security_group,
    vpc_security_group_egress_rule,
    vpc_security_group_ingress_rule,
)

if TYPE_CHECKING:
    from eks_gpu.design.capacity.reservation import PlacementDesign


class EfaSecurityGroup(Construct):
    """A security group whose members may send each other anything, both ways, which EFA's traffic takes.

    For clusters below Kubernetes 1.33; later ones have these rules in the cluster's own group. A rule for all addresses
    is not enough, because EFA's own protocol is not IP.
    """

    def __init__(self, scope: Construct, id: str, *, cluster_name: str, vpc_id: str) -> None:
        """Create the group with its two rules."""
        super().__init__(scope, id)
        self.resource = security_group.SecurityGroup(
            self,
            "group",
            name_prefix=f"{cluster_name}-efa-",
            description="EFA traffic between nodes",
            vpc_id=vpc_id,
            tags={"Name": f"{cluster_name}-efa"},
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
            self,
            "from-itself",
            security_group_id=self.id,
            referenced_security_group_id=self.id,
            ip_protocol="-1",
            description="EFA from nodes",
        )
        vpc_security_group_egress_rule.VpcSecurityGroupEgressRule(
            self,
            "to-itself",
            security_group_id=self.id,
            referenced_security_group_id=self.id,
            ip_protocol="-1",
            description="EFA to nodes",
        )

    @property
    def id(self) -> str:
        """Its id."""
        return self.resource.id


def placement_group_of(
    scope: Construct, design: PlacementDesign | None, *, name_prefix: str
) -> placement_group.PlacementGroup:
    """The placement group of a group's nodes; a resource without instances where none is to be created.

    That resource is for the edit that takes the placement group away. Terraform deletes it after the node groups are
    updated because these depend on it, but an apply that breaks off forgets a dependency that only the old file has:
    the next apply would delete the placement group while nodes are still started in it. So node groups depend on this
    address whatever the file says, and Terraform moves the instance to `[0]` and deletes it in the right order.
    """
    lifecycle = TerraformResourceLifecycle(create_before_destroy=True)
    if design is None or design.strategy is None:
        return placement_group.PlacementGroup(
            scope,
            "placement-group",
            name=f"{name_prefix}cluster",
            strategy="cluster",
            count=0,
            lifecycle=lifecycle,
        )
    # Another strategy is another name: the nodes move first, and an empty group is deleted.
    return placement_group.PlacementGroup(
        scope,
        "placement-group",
        name=design.name,
        strategy=design.strategy,
        partition_count=design.partitions,
        lifecycle=lifecycle,
    )
