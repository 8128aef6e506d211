"""The EKS cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.cluster.access import grant_access
from eks_gpu.aws.cluster.node_security_groups import NodeSecurityGroups
from eks_gpu.aws.cluster.references import ClusterAttributes, cluster_references
from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.aws.provisioning import auto_mode
from eks_gpu.bindings import (
    Construct,
    TerraformResourceLifecycle,
    cloudwatch_log_group,
    eks_cluster,
    kms_alias,
    kms_key,
    vpc_security_group_ingress_rule,
)
from eks_gpu.design.cluster.names import role_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.templates import TerraformDesign

_LOG_CLASSES = {"standard": "STANDARD", "infrequent-access": "INFREQUENT_ACCESS"}


class Cluster(Construct):
    """An EKS cluster with encrypted secrets, kept logs and explicit access.

    The log group is made before the cluster: EKS would make its own, without retention, and Terraform would then fail
    on the name. EKS installs no add-ons by itself; `Addons` does, in the right order and pinned.
    """

    def __init__(
        self, scope: Construct, id: str, design: TerraformDesign, *, control_plane_subnet_ids: Sequence[str]
    ) -> None:
        """Create the cluster of a design.

        Args:
            scope: The stack of the cluster.
            id: Construct id.
            design: The design.
            control_plane_subnet_ids: Subnets of the first two zones; EKS never moves to other zones.
        """
        super().__init__(scope, id)
        spec, settings = design.spec, design.spec.control_plane
        logs = cloudwatch_log_group.CloudwatchLogGroup(
            self,
            "log-group",
            name=f"/aws/eks/{spec.name}/cluster",
            retention_in_days=settings.log_retention_days,
            log_group_class=_LOG_CLASSES[settings.log_class] if settings.log_class else None,
            kms_key_id=spec.encryption.logs_key_arn,
        )
        self.role_arn, attachments = self._role(design)
        self.secrets_key_arn = self._secrets_key(design)
        public = list(spec.access.public_cidrs)
        auto, auto_needs = auto_mode.capabilities(self, design)
        network = {
            **({"service_ipv4_cidr": design.network.service_cidr} if design.network.service_cidr else {}),
            **auto_mode.network_config(design),
        }
        self.resource = eks_cluster.EksCluster(
            self,
            "cluster",
            name=spec.name,
            version=spec.kubernetes_version,
            role_arn=self.role_arn,
            bootstrap_self_managed_addons=False,
            deletion_protection=spec.deletion_protection,
            access_config=eks_cluster.EksClusterAccessConfig(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=spec.access.creator_admin
            ),
            upgrade_policy=eks_cluster.EksClusterUpgradePolicy(support_type=spec.upgrade_policy.upper()),
            enabled_cluster_log_types=list(settings.logs),
            encryption_config=eks_cluster.EksClusterEncryptionConfig(
                resources=["secrets"],
                provider=eks_cluster.EksClusterEncryptionConfigProvider(key_arn=self.secrets_key_arn),
            ),
            vpc_config=eks_cluster.EksClusterVpcConfig(
                subnet_ids=list(control_plane_subnet_ids),
                endpoint_private_access=True,
                endpoint_public_access=bool(public),
                public_access_cidrs=public or None,
                security_group_ids=list(settings.security_group_ids) or None,
            ),
            control_plane_scaling_config=eks_cluster.EksClusterControlPlaneScalingConfig(tier=settings.scaling_tier)
            if settings.scaling_tier
            else None,
            zonal_shift_config=eks_cluster.EksClusterZonalShiftConfig(enabled=settings.zonal_shift)
            if settings.zonal_shift is not None
            else None,
            kubernetes_network_config=eks_cluster.EksClusterKubernetesNetworkConfig(**network) if network else None,
            depends_on=[logs, *attachments, *auto_needs],
            **auto,
        )
        self.attributes = ClusterAttributes(self.resource.fqn)
        # To ask node for it takes a message, and everything in the cluster names it.
        self._name = self.resource.name
        grant_access(self, design, self.name)
        self._private_endpoint(design)
        given = design.spec.node_security_group_ids
        groups = NodeSecurityGroups(self, "node-security-groups", design, cluster=self.attributes) if given else None
        self.references = cluster_references(self, design, self.attributes, groups.ids if groups else ())

    @property
    def name(self) -> str:
        """The cluster's name, known once the cluster is there."""
        return self._name

    @property
    def mounting_group_id(self) -> str:
        """The security group of nodes that rules of file systems name."""
        return self.attributes.security_group_id

    def _role(self, design: TerraformDesign) -> tuple[str, Sequence[ITerraformDependable]]:
        """The ARN of the control plane's role, and its policies; none for a role that somebody else made."""
        spec = design.spec
        if spec.iam.cluster_role_arn:
            return spec.iam.cluster_role_arn, ()
        more = auto_mode.role_arguments(design)
        role = Role(
            self,
            "control-plane",
            name=role_name(spec.name, spec.region, "cluster"),
            trust=policies.trust("eks.amazonaws.com", more["actions"]),
            description=f"Control plane of EKS cluster {spec.name}",
            managed=[policies.aws_managed(design.partition, "AmazonEKSClusterPolicy"), *more["managed"]],
            inline=more["inline"],
            boundary=spec.iam.permissions_boundary,
            path=spec.iam.path,
        )
        return role.arn, role.attachments

    def _secrets_key(self, design: TerraformDesign) -> str:
        """A key only for secrets, so that nothing else stops working if somebody restricts it; or the user's own."""
        if design.spec.encryption.secrets_key_arn:
            return design.spec.encryption.secrets_key_arn
        key = kms_key.KmsKey(
            self,
            "secrets-key",
            description=f"Kubernetes secrets of EKS cluster {design.name}",
            enable_key_rotation=True,
            # Without the key the secrets are gone; the longest window AWS offers is the time to notice.
            deletion_window_in_days=30,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if design.spec.deletion_protection else None,
        )
        kms_alias.KmsAlias(self, "secrets-key-alias", name=f"alias/eks/{design.name}/secrets", target_key_id=key.key_id)
        return key.arn

    def _private_endpoint(self, design: TerraformDesign) -> None:
        """Admit to the private endpoint; EKS's security group of it lets nodes in and nobody else."""
        for cidr in design.private_cidrs:
            vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
                self,
                f"api-from-{cidr.replace('.', '-').replace('/', '-')}",
                security_group_id=self.attributes.security_group_id,
                description="Kubernetes API",
                cidr_ipv4=cidr,
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
            )
