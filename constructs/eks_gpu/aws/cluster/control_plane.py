"""The EKS cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.capacity.fabric import EfaSecurityGroup
from eks_gpu.aws.nodes.launch_options import ClusterReferences
from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import (
    Construct,
    TerraformResourceLifecycle,
    cloudwatch_log_group,
    eks_access_entry,
    eks_access_policy_association,
    eks_cluster,
    kms_alias,
    kms_key,
    vpc_security_group_ingress_rule,
)
from eks_gpu.design.cluster.names import principal_id, role_name
from eks_gpu.design.nodes.user_data import ClusterFacts

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
                security_group_ids=list(spec.security_group_ids.control_plane) or None,
            ),
            control_plane_scaling_config=eks_cluster.EksClusterControlPlaneScalingConfig(tier=settings.scaling_tier)
            if settings.scaling_tier
            else None,
            zonal_shift_config=eks_cluster.EksClusterZonalShiftConfig(enabled=settings.zonal_shift)
            if settings.zonal_shift is not None
            else None,
            kubernetes_network_config=eks_cluster.EksClusterKubernetesNetworkConfig(
                service_ipv4_cidr=design.network.service_cidr
            )
            if design.network.service_cidr
            else None,
            depends_on=[logs, *attachments],
        )
        self._access(design)
        self._teams(design)
        self._private_endpoint(design)
        self.references = self._references(design)

    @property
    def name(self) -> str:
        """The cluster's name, known once the cluster is there."""
        return self.resource.name

    def _role(self, design: TerraformDesign) -> tuple[str, Sequence[ITerraformDependable]]:
        """The ARN of the control plane's role, and its policies; none for a role that somebody else made."""
        spec = design.spec
        if spec.iam.cluster_role_arn:
            return spec.iam.cluster_role_arn, ()
        role = Role(
            self,
            "control-plane",
            name=role_name(spec.name, spec.region, "cluster"),
            trust=policies.trust("eks.amazonaws.com"),
            description=f"Control plane of EKS cluster {spec.name}",
            managed=[policies.aws_managed(design.partition, "AmazonEKSClusterPolicy")],
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
        group = self._attribute("vpc_config[0].cluster_security_group_id")
        for cidr in design.private_cidrs:
            vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
                self,
                f"api-from-{cidr.replace('.', '-').replace('/', '-')}",
                security_group_id=group,
                description="Kubernetes API",
                cidr_ipv4=cidr,
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
            )

    def _references(self, design: TerraformDesign) -> ClusterReferences:
        """Values of the cluster for launch templates, with the security group of EFA if one is needed."""
        templates = (group.launch_template for group in design.gpu_groups)
        apart = any(template.efa_security_group for template in templates)
        vpc_id = self._attribute("vpc_config[0].vpc_id")
        efa = EfaSecurityGroup(self, "efa", cluster_name=design.name, vpc_id=vpc_id) if apart else None
        services = self._attribute("kubernetes_network_config[0].service_ipv4_cidr")
        return ClusterReferences(
            security_group_id=self._attribute("vpc_config[0].cluster_security_group_id"),
            efa_security_group_id=efa.id if efa else None,
            facts=ClusterFacts(
                endpoint=self._attribute("endpoint"),
                certificate_authority=self._attribute("certificate_authority[0].data"),
                service_cidr=services,
                dns_address=f"${{cidrhost({self.resource.fqn}.kubernetes_network_config[0].service_ipv4_cidr, 10)}}",
            ),
        )

    def _attribute(self, path: str) -> str:
        return f"${{{self.resource.fqn}.{path}}}"

    def _teams(self, design: TerraformDesign) -> None:
        for team in design.teams:
            key = f"team-{principal_id(team.principal)}"
            entry = eks_access_entry.EksAccessEntry(
                self,
                key,
                cluster_name=self.name,
                principal_arn=team.principal,
                # The provider keeps groups that are left out; an empty list removes them.
                kubernetes_groups=list(team.groups),
                type="STANDARD",
            )
            for word, policy, namespaces in team.policies:
                eks_access_policy_association.EksAccessPolicyAssociation(
                    self,
                    f"{key}-{word}",
                    cluster_name=self.name,
                    principal_arn=entry.principal_arn,
                    policy_arn=f"arn:{design.partition}:eks::aws:cluster-access-policy/{policy}",
                    access_scope=eks_access_policy_association.EksAccessPolicyAssociationAccessScope(
                        type="namespace", namespaces=list(namespaces)
                    ),
                )

    def _access(self, design: TerraformDesign) -> None:
        access = design.spec.access
        for kind, principals, policy in (
            ("admin", access.admins, "AmazonEKSClusterAdminPolicy"),
            ("viewer", access.viewers, "AmazonEKSViewPolicy"),
        ):
            for arn in principals:
                key = f"{kind}-{principal_id(arn)}"
                entry = eks_access_entry.EksAccessEntry(
                    self, key, cluster_name=self.name, principal_arn=arn, type="STANDARD"
                )
                eks_access_policy_association.EksAccessPolicyAssociation(
                    self,
                    f"{key}-policy",
                    cluster_name=self.name,
                    principal_arn=entry.principal_arn,
                    policy_arn=f"arn:{design.partition}:eks::aws:cluster-access-policy/{policy}",
                    access_scope=eks_access_policy_association.EksAccessPolicyAssociationAccessScope(type="cluster"),
                )
