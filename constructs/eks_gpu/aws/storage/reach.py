"""Access of nodes to a file system, and the lifecycle that keeps Terraform from replacing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, TerraformResourceLifecycle, security_group
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import StorageDesign
    from eks_gpu.templates import TerraformDesign


@dataclass(frozen=True, kw_only=True)
class ClusterNetwork:
    """Where a file system is to be reached: the network of a cluster's nodes.

    Attributes:
        vpc_id: The VPC.
        nodes_security_group_id: EKS's cluster security group, which all nodes have.
        subnet_ids: Private subnets by zone.
    """

    vpc_id: str
    nodes_security_group_id: str
    subnet_ids: Mapping[str, str]


def storage_security_group(
    scope: Construct, design: TerraformDesign, storage: StorageDesign, vpc_id: str, what: str
) -> security_group.SecurityGroup:
    """A security group for a file system, without rules."""
    name = f"{design.name}-{storage.name}"
    return security_group.SecurityGroup(
        scope,
        "security-group",
        name=f"{name}-storage",
        description=f"{what} between the nodes and {storage.name}",
        vpc_id=vpc_id,
        tags={"Name": name},
    )


def protected(design: TerraformDesign) -> TerraformResourceLifecycle | None:
    """A lifecycle that keeps Terraform from replacing what holds data; None without `deletion_protection`."""
    return TerraformResourceLifecycle(prevent_destroy=True) if design.spec.deletion_protection else None
