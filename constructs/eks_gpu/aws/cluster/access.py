"""Access entries: who may use the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import eks_access_entry, eks_access_policy_association
from eks_gpu.design.cluster.names import principal_id

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign


def grant_access(scope: Construct, design: TerraformDesign, cluster_name: str) -> None:
    """Create an access entry with its policies for every admin, viewer and team of the declaration."""
    _grant_teams(scope, design, cluster_name)
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


def _grant_teams(scope: Construct, design: TerraformDesign, cluster_name: str) -> None:
    for team in design.teams:
        key = f"team-{principal_id(team.principal)}"
        entry = eks_access_entry.EksAccessEntry(
            scope,
            key,
            cluster_name=cluster_name,
            principal_arn=team.principal,
            # The provider keeps groups that are left out; an empty list removes them.
            kubernetes_groups=list(team.groups),
            type="STANDARD",
        )
        for word, policy, namespaces in team.policies:
            eks_access_policy_association.EksAccessPolicyAssociation(
                scope,
                f"{key}-{word}",
                cluster_name=cluster_name,
                principal_arn=entry.principal_arn,
                policy_arn=f"arn:{design.partition}:eks::aws:cluster-access-policy/{policy}",
                access_scope=eks_access_policy_association.EksAccessPolicyAssociationAccessScope(
                    type="namespace", namespaces=list(namespaces)
                ),
            )
