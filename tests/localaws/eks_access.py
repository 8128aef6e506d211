"""Access entries: which IAM principal enters the cluster, and with which policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localaws import refusals
from tests.localaws.eks_base import EksOperations, answer, taken
from tests.localaws.eks_state import AccessEntry, Cluster, Region, Shape, now, short_id
from tests.localaws.refused import not_found

if TYPE_CHECKING:
    from moto.core.responses import ActionResult


def admit(eks: Region, cluster: Cluster, asked: Shape) -> AccessEntry:
    """Make an access entry."""
    principal = asked["principalArn"]
    kind, _, name = principal.rpartition(":")[2].partition("/")
    made = now()
    cluster.access[principal] = AccessEntry(
        {
            "clusterName": cluster.name,
            "principalArn": principal,
            "accessEntryArn": eks.arn("access-entry", cluster.name, kind, eks.account, name, short_id()),
            "kubernetesGroups": list(asked.get("kubernetesGroups") or []),
            "username": asked.get("username") or principal,
            "type": asked.get("type") or "STANDARD",
            "tags": dict(asked.get("tags") or {}),
            "createdAt": made,
            "modifiedAt": made,
        }
    )
    return cluster.access[principal]


def grant(entry: AccessEntry, policy: str, scope: Shape) -> Shape:
    """Associate a policy with an entry."""
    made = now()
    entry.policies[policy] = {"policyArn": policy, "accessScope": scope, "associatedAt": made, "modifiedAt": made}
    return entry.policies[policy]


class AccessOperations(EksOperations):
    """Entries and their policies."""

    def create_access_entry(self) -> ActionResult:
        """Admit a principal."""
        cluster, asked = self.cluster, self.asked
        refusals.access_entry(asked["principalArn"], cluster.access)
        return answer(accessEntry=admit(self.eks, cluster, asked).described)

    def describe_access_entry(self) -> ActionResult:
        """Describe an entry."""
        return answer(accessEntry=self._entry().described)

    def list_access_entries(self) -> ActionResult:
        """List the principals."""
        return answer(accessEntries=sorted(self.cluster.access))

    def update_access_entry(self) -> ActionResult:
        """Change groups or name."""
        entry = self._entry()
        entry.described.update(taken(self.asked, "kubernetesGroups", "username"), modifiedAt=now())
        return answer(accessEntry=entry.described)

    def delete_access_entry(self) -> ActionResult:
        """Shut a principal out."""
        del self.cluster.access[self._entry().described["principalArn"]]
        return answer()

    def associate_access_policy(self) -> ActionResult:
        """Give a principal a policy."""
        asked = self.asked
        policy = grant(self._entry(), asked["policyArn"], asked["accessScope"])
        return answer(clusterName=self.cluster.name, principalArn=asked["principalArn"], associatedAccessPolicy=policy)

    def list_associated_access_policies(self) -> ActionResult:
        """List the policies of a principal."""
        policies = list(self._entry().policies.values())
        principal = self.asked["principalArn"]
        return answer(clusterName=self.cluster.name, principalArn=principal, associatedAccessPolicies=policies)

    def disassociate_access_policy(self) -> ActionResult:
        """Take a policy away."""
        policies, policy = self._entry().policies, self.asked["policyArn"]
        if policy not in policies:
            raise not_found("The specified policy association could not be found.")
        del policies[policy]
        return answer()

    def _entry(self) -> AccessEntry:
        principal = self.asked["principalArn"]
        access = self.cluster.access
        if principal not in access:
            raise not_found(f"The specified principalArn could not be found: {principal}")
        return access[principal]
