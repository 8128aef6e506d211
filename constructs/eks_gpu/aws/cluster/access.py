"""Access entries: who may use the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import eks_access_entry, eks_access_policy_association
from eks_gpu.design.cluster.names import principal_id

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign


def grant_access(scope: Construct, design: TerraformDesign, cluster_name: str) -> None:
    """Create an access entry with its policy for every admin and viewer of the declaration."""
    access = design.spec.access
    for kind, principals, policy in (
        ("admin", access.admins, "AmazonEKSClusterAdminPolicy"),
        ("viewer", access.viewers, "AmazonEKSViewPolicy"),
    ):
        for arn in principals:
            key = f"{kind}-{principal_id(arn)}"
            entry = eks_access_entry.EksAccessEntry(
                scope, key, cluster_name=cluster_name, principal_arn=arn, type="STANDARD"
            )
            eks_access_policy_association.EksAccessPolicyAssociation(
                scope,
                f"{key}-policy",
                cluster_name=cluster_name,
                principal_arn=entry.principal_arn,
                policy_arn=f"arn:{design.partition}:eks::aws:cluster-access-policy/{policy}",
                access_scope=eks_access_policy_association.EksAccessPolicyAssociationAccessScope(type="cluster"),
            )
