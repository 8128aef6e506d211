"""Add-ons of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localaws import refusals
from tests.localaws.eks_base import EksOperations, answer, taken
from tests.localaws.eks_pod_identity import associate
from tests.localaws.eks_state import Cluster, Shape, now, short_id
from tests.localaws.refused import in_use, not_found

if TYPE_CHECKING:
    from moto.core.responses import ActionResult

# Where the pods of an add-on run, and so the namespace of its Pod Identity associations.
NAMESPACE = "kube-system"


class AddonOperations(EksOperations):
    """Create, describe, update, delete."""

    def create_addon(self) -> ActionResult:
        """Install an add-on."""
        cluster, asked = self.cluster, self.asked
        name = asked["addonName"]
        refusals.addon(asked, cluster.version)
        if name in cluster.addons:
            raise in_use("Addon already exists.")
        made = now()
        addon = {
            "addonName": name,
            "clusterName": cluster.name,
            "status": "ACTIVE",
            "health": {"issues": []},
            "addonArn": self.eks.arn("addon", cluster.name, name, short_id()),
            "createdAt": made,
            "modifiedAt": made,
            "tags": dict(asked.get("tags") or {}),
            **taken(asked, "addonVersion", "serviceAccountRoleArn", "configurationValues"),
        }
        cluster.addons[name] = addon
        self._associate(cluster, addon, asked)
        return answer(addon=addon)

    def describe_addon(self) -> ActionResult:
        """Describe an add-on."""
        return answer(addon=self._addon(self.cluster))

    def list_addons(self) -> ActionResult:
        """List the add-ons by name."""
        return answer(addons=sorted(self.cluster.addons))

    def update_addon(self) -> ActionResult:
        """Change the version, the settings or the associations."""
        cluster, asked = self.cluster, self.asked
        addon = self._addon(cluster)
        refusals.addon(asked, cluster.version)
        changes = taken(asked, "addonVersion", "serviceAccountRoleArn", "configurationValues")
        addon.update(changes, modifiedAt=now())
        if asked.get("podIdentityAssociations") is not None:
            self._dissociate(cluster, addon)
            self._associate(cluster, addon, asked)
        return answer(update=cluster.updated("AddonUpdate", changes))

    def delete_addon(self) -> ActionResult:
        """Remove an add-on and its associations."""
        cluster = self.cluster
        addon = self._addon(cluster)
        self._dissociate(cluster, addon)
        return answer(addon=cluster.addons.pop(addon["addonName"]))

    def _addon(self, cluster: Cluster) -> Shape:
        name = self.asked["addonName"]
        if name not in cluster.addons:
            raise not_found(f"No addon: {name} found in cluster: {cluster.name}")
        return cluster.addons[name]

    def _associate(self, cluster: Cluster, addon: Shape, asked: Shape) -> None:
        addon["podIdentityAssociations"] = [
            associate(self.eks, cluster, {"namespace": NAMESPACE, **wish}, owner=addon["addonArn"])["associationArn"]
            for wish in asked.get("podIdentityAssociations") or []
        ]

    def _dissociate(self, cluster: Cluster, addon: Shape) -> None:
        owned = [key for key, found in cluster.associations.items() if found.get("ownerArn") == addon["addonArn"]]
        for key in owned:
            del cluster.associations[key]
