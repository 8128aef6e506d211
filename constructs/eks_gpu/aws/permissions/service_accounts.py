"""Permissions of workloads' pods in AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import Construct, eks_pod_identity_association

if TYPE_CHECKING:
    from eks_gpu.design import ServiceAccountDesign


class ServiceAccountRole(Construct):
    """A service account's role, by Pod Identity.

    Any association of the account could name the role, were it not for the trust's condition: Pod Identity tags each
    session with cluster, namespace and service account (EKS user guide, "Create IAM role with trust policy required by
    EKS Pod Identity"), and only this account's may assume it. A change of its policy reaches pods within the hour that
    their credentials last, no pod restarts.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: ServiceAccountDesign,
        *,
        cluster_name: str,
        cluster_arn: str,
        boundary: str | None = None,
        path: str | None = None,
    ) -> None:
        """Create the role and its association; the design must have a role's name."""
        super().__init__(scope, id)
        policy = policies.document(*design.statements) if design.statements else None
        role = Role(
            self,
            "role",
            name=design.role_name or design.name,
            trust=policies.pod_identity_trust(cluster_arn, design.namespace, design.name),
            description=f"Pods of service account {design.namespace}/{design.name}",
            managed=design.policy_arns,
            inline={"workload": policy} if policy else None,
            boundary=boundary,
            path=path,
        )
        self.arn = role.arn
        eks_pod_identity_association.EksPodIdentityAssociation(
            self,
            "association",
            cluster_name=cluster_name,
            namespace=design.namespace,
            service_account=design.name,
            role_arn=role.arn,
            depends_on=list(role.attachments) or None,
        )
