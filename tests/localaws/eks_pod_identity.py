"""Pod Identity associations: which service account gets which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localaws import refusals
from tests.localaws.eks_base import EksOperations, answer, taken
from tests.localaws.eks_state import Cluster, Region, Shape, now, short_id
from tests.localaws.refused import not_found

if TYPE_CHECKING:
    from moto.core.responses import ActionResult


def associate(eks: Region, cluster: Cluster, asked: Shape, owner: str | None = None) -> Shape:
    """Make an association; an add-on makes its own and is their owner."""
    refusals.association(asked, cluster.associations.values())
    key = f"a-{short_id()}"
    made = now()
    cluster.associations[key] = {
        "clusterName": cluster.name,
        "associationArn": eks.arn("podidentityassociation", cluster.name, key),
        "associationId": key,
        "tags": dict(asked.get("tags") or {}),
        "createdAt": made,
        "modifiedAt": made,
        **({"ownerArn": owner} if owner else {}),
        **taken(asked, "namespace", "serviceAccount", "roleArn", "targetRoleArn", "disableSessionTags"),
    }
    return cluster.associations[key]


class PodIdentityOperations(EksOperations):
    """Create, describe, list, update, delete."""

    def create_pod_identity_association(self) -> ActionResult:
        """Make an association."""
        return answer(association=associate(self.eks, self.cluster, self.asked))

    def describe_pod_identity_association(self) -> ActionResult:
        """Describe an association."""
        return answer(association=self._association(self.cluster))

    def list_pod_identity_associations(self) -> ActionResult:
        """List the associations of a namespace, of a service account, or all."""
        wanted = taken(self.asked, "namespace", "serviceAccount")
        found = self.cluster.associations.values()
        return answer(associations=[one for one in found if wanted.items() <= one.items()])

    def update_pod_identity_association(self) -> ActionResult:
        """Change the role."""
        association = self._association(self.cluster)
        association.update(taken(self.asked, "roleArn", "targetRoleArn", "disableSessionTags"), modifiedAt=now())
        return answer(association=association)

    def delete_pod_identity_association(self) -> ActionResult:
        """Take the role away."""
        cluster = self.cluster
        association = self._association(cluster)
        return answer(association=cluster.associations.pop(association["associationId"]))

    def _association(self, cluster: Cluster) -> Shape:
        key = self.asked["associationId"]
        if key not in cluster.associations:
            raise not_found(f"The specified association {key} could not be found.")
        return cluster.associations[key]
