"""The role of the nodes of node pools, and their admission to the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import Construct, eks_access_entry, eks_access_policy_association, iam_instance_profile
from eks_gpu.design.permissions.auto_mode import NODE_ACCESS_POLICY

if TYPE_CHECKING:
    from eks_gpu.design.provisioning.provisioner import ProvisionerDesign
    from eks_gpu.templates import TerraformDesign


class PoolNodes(Construct):
    """The role of all nodes of the pools, with its access entry; with Karpenter also its instance profile.

    It is not the role of GPU groups: EKS makes and deletes the access entry of a managed node group's role itself. The
    profile is Terraform's, so that the controller needs no permission to create any, and `iam.path` holds for all.
    """

    def __init__(
        self, scope: Construct, id: str, design: TerraformDesign, provisioner: ProvisionerDesign, *, cluster_name: str
    ) -> None:
        """Create them."""
        super().__init__(scope, id)
        iam = design.spec.iam
        managed = [policies.aws_managed(design.partition, name) for name in provisioner.node_policies]
        self.role = Role(
            self,
            "role",
            name=provisioner.node_role,
            trust=policies.trust("ec2.amazonaws.com"),
            description=f"Nodes of node pools of EKS cluster {design.name}",
            managed=list(dict.fromkeys([*managed, *iam.node_policies])),
            boundary=iam.permissions_boundary,
            path=iam.path,
        )
        entry = eks_access_entry.EksAccessEntry(
            self,
            "access",
            cluster_name=cluster_name,
            principal_arn=self.role.arn,
            # Nodes of Auto Mode get their permissions by a policy, others by the type.
            type="EC2" if provisioner.auto else "EC2_LINUX",
            depends_on=list(self.role.attachments),
        )
        if provisioner.auto:
            eks_access_policy_association.EksAccessPolicyAssociation(
                self,
                "access-policy",
                cluster_name=cluster_name,
                principal_arn=entry.principal_arn,
                policy_arn=f"arn:{design.partition}:eks::aws:cluster-access-policy/{NODE_ACCESS_POLICY}",
                access_scope=eks_access_policy_association.EksAccessPolicyAssociationAccessScope(type="cluster"),
            )
        else:
            iam_instance_profile.IamInstanceProfile(
                self, "profile", name=provisioner.node_role, role=self.role.role.name, path=iam.path
            )
