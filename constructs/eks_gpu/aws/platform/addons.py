"""EKS add-ons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eks_gpu.aws.monitoring.container_insights import ContainerInsights
from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.aws.storage.file_systems import bucket_policy
from eks_gpu.bindings import Construct, eks_addon
from eks_gpu.design.cluster.names import role_name
from eks_gpu.design.platform.addons import EBS_DRIVER
from eks_gpu.design.platform.vpc_cni import VPC_CNI
from eks_gpu.design.storage.shared_storage import ADDONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design.platform.addons import AddonDesign
    from eks_gpu.templates import TerraformDesign

# Purposes in role names: short, because a role's name has 64 characters for cluster, region and this.
_PURPOSES = {
    "vpc-cni": "vpc-cni",
    "aws-ebs-csi-driver": "ebs-csi",
    "amazon-cloudwatch-observability": "cloudwatch",
    "aws-mountpoint-s3-csi-driver": "s3-csi",
}


class Addons(Construct):
    """The add-ons of one or more stages; each of a later stage waits for all that `after` names.

    Conflicts are resolved by overwriting unless the declaration says otherwise: an add-on's own fields are configured
    there or not at all.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: TerraformDesign,
        *,
        stages: Sequence[str],
        cluster_name: str,
        after: Sequence[ITerraformDependable] = (),
        pod_subnet_ids: Mapping[str, str] | None = None,
    ) -> None:
        """Create the add-ons of the given stages, in their order.

        Args:
            scope: The stack of the add-ons.
            id: Construct id.
            design: The design.
            stages: Stages to create.
            cluster_name: The cluster.
            after: Resources that must exist before the first of them.
            pod_subnet_ids: Subnets that hold only pods, by zone, where Terraform creates them.
        """
        super().__init__(scope, id)
        self._pod_subnet_ids = pod_subnet_ids or {}
        self.resources: list[ITerraformDependable] = []
        before = list(after)
        mine = [addon for addon in design.addons if not addon.existing]
        for stage in stages:
            made = [self._addon(design, addon, cluster_name, before) for addon in mine if addon.stage == stage]
            self.resources += made
            before += made

    def _addon(
        self, design: TerraformDesign, addon: AddonDesign, cluster_name: str, after: Sequence[ITerraformDependable]
    ) -> eks_addon.EksAddon:
        associations: list[eks_addon.EksAddonPodIdentityAssociation] = []
        waits = list(after)
        insights = ContainerInsights(self, "insights", design) if addon.name == ContainerInsights.ADDON else None
        if addon.service_account:
            role = Role(
                self,
                f"{addon.name}-role",
                name=role_name(design.name, design.spec.region, _PURPOSES[addon.name]),
                trust=policies.pod_identity_trust(
                    policies.cluster_pattern(design.partition, design.spec.region, design.cluster_name),
                    addon.namespace,
                    addon.service_account,
                ),
                description=f"Add-on {addon.name} of EKS cluster {design.cluster_name}",
                managed=[policies.aws_managed(design.partition, addon.policy)] if addon.policy else [],
                exchanged=addon.former_policy,
                inline={"write": insights.policy} if insights else _inline(design, addon),
                boundary=design.spec.iam.permissions_boundary,
                path=design.spec.iam.path,
            )
            waits += [*role.attachments, *([insights.log_group] if insights else [])]
            associations.append(
                eks_addon.EksAddonPodIdentityAssociation(role_arn=role.arn, service_account=addon.service_account)
            )
        return eks_addon.EksAddon(
            self,
            addon.name,
            cluster_name=cluster_name,
            addon_name=addon.name,
            addon_version=addon.version,
            # Keys are sorted, so that the text is the same on every machine.
            configuration_values=None if addon.settings is None else json.dumps(self._settings(addon), sort_keys=True),
            pod_identity_association=associations or None,
            # A new add-on has nothing to preserve; EKS takes that word at an update only.
            resolve_conflicts_on_create="NONE" if addon.resolve_conflicts == "NONE" else "OVERWRITE",
            resolve_conflicts_on_update=addon.resolve_conflicts,
            depends_on=waits or None,
        )

    def _settings(self, addon: AddonDesign) -> Mapping[str, object]:
        """The configuration, with the ids of subnets that only Terraform knows."""
        settings = dict(addon.settings or {})
        if addon.name != VPC_CNI or not self._pod_subnet_ids:
            return settings
        written: Any = settings["eniConfig"]
        subnets = {zone: {**one, "id": self._pod_subnet_ids[zone]} for zone, one in written["subnets"].items()}
        return {**settings, "eniConfig": {**written, "subnets": subnets}}


def _inline(design: TerraformDesign, addon: AddonDesign) -> dict[str, str]:
    """Mountpoint's permissions, and those of the EBS driver for a key of the user's own; nothing for other add-ons."""
    if addon.name == ADDONS["s3_mount"]:
        return {"buckets": bucket_policy(design.partition, design.storage)}
    key = design.spec.encryption.volumes_key_arn
    return {"key": _volumes_key(key)} if key and addon.name == EBS_DRIVER else {}


def _volumes_key(key: str) -> str:
    """The driver's permissions for a customer key (EKS user guide, "Amazon EBS CSI driver", encryption)."""
    grants = ("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant")
    uses = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")
    for_aws = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return policies.document(
        policies.allow(grants, [key], sid="Grant", condition=for_aws), policies.allow(uses, [key], sid="Use")
    )
