"""The cluster autoscaler's permissions in AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import Construct, eks_pod_identity_association
from eks_gpu.design.autoscaling.autoscaler_access import NAME, NAMESPACE, READ_ACTIONS, ROLE_POLICY, SCALE_ACTIONS
from eks_gpu.design.cluster.names import own_tag, role_name

if TYPE_CHECKING:
    from eks_gpu.templates import TerraformDesign


class AutoscalerRole(Construct):
    """The autoscaler's role, by Pod Identity: it reads every group, and scales only those of this cluster."""

    def __init__(self, scope: Construct, id: str, design: TerraformDesign, *, cluster_name: str) -> None:
        """Create the role and its association."""
        super().__init__(scope, id)
        name = design.cluster_name
        tag = own_tag(name) if design.spec.existing_cluster else f"k8s.io/cluster-autoscaler/{name}"
        owned = {"StringEquals": {f"aws:ResourceTag/{tag}": "owned"}}
        nodegroups = f"arn:{design.partition}:eks:{design.spec.region}:*:nodegroup/{design.cluster_name}/*/*"
        policy = policies.document(
            policies.allow(READ_ACTIONS, ["*"], sid="Read"),
            policies.allow(["eks:DescribeNodegroup"], [nodegroups], sid="ReadNodeGroups"),
            policies.allow(SCALE_ACTIONS, ["*"], sid="ScaleOwnGroups", condition=owned),
        )
        role = Role(
            self,
            "role",
            name=role_name(design.name, design.spec.region, "autoscaler"),
            trust=policies.pod_identity_trust(
                policies.cluster_pattern(design.partition, design.spec.region, design.cluster_name), NAMESPACE, NAME
            ),
            description=f"Cluster autoscaler of EKS cluster {design.cluster_name}",
            inline={ROLE_POLICY: policy},
            boundary=design.spec.iam.permissions_boundary,
            path=design.spec.iam.path,
        )
        eks_pod_identity_association.EksPodIdentityAssociation(
            self,
            "association",
            cluster_name=cluster_name,
            namespace=NAMESPACE,
            service_account=NAME,
            role_arn=role.arn,
            depends_on=list(role.attachments),
        )
