"""EKS add-ons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.aws.monitoring.container_insights import ContainerInsights
from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.aws.storage.file_systems import bucket_policy
from eks_gpu.bindings import Construct, eks_addon
from eks_gpu.design.cluster.names import role_name
from eks_gpu.design.storage.shared_storage import ADDONS

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    Conflicts are resolved by overwriting: what an add-on owns is configured in the declaration or not at all.
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
    ) -> None:
        """Create the add-ons of the given stages, in their order."""
        super().__init__(scope, id)
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
                    policies.cluster_pattern(design.partition, design.spec.region, design.name),
                    addon.namespace,
                    addon.service_account,
                ),
                description=f"Add-on {addon.name} of EKS cluster {design.name}",
                managed=[policies.aws_managed(design.partition, addon.policy)] if addon.policy else [],
                exchanged=addon.former_policy,
                inline={"write": insights.policy} if insights else _buckets(design, addon),
                boundary=design.spec.iam.permissions_boundary,
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
            configuration_values=json.dumps(addon.settings, sort_keys=True) if addon.settings else None,
            pod_identity_association=associations or None,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            depends_on=waits or None,
        )


def _buckets(design: TerraformDesign, addon: AddonDesign) -> dict[str, str]:
    """Mountpoint's permissions; nothing for other add-ons."""
    mounts = addon.name == ADDONS["s3_mount"]
    return {"buckets": bucket_policy(design.partition, design.storage)} if mounts else {}
