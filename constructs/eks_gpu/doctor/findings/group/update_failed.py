"""An update of a node group or an add-on failed, or hangs.

**Why.** EKS drains one node after another. A pod that may not be evicted holds the update for up to an hour. Then the
update fails, and half of the group keeps the old version (aws/containers-roadmap#1282).

**Fix.** Find the disruption budget or the pod that keeps the node from draining. Then start the update again, with
force if necessary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.amazon import UpdateError
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# Codes of the EKS API's ErrorDetail.
_FIXES = {
    "NodeCreationFailure": "see instances-not-joined: new nodes do not join, and EKS keeps the old ones until they do",
    "InsufficientFreeAddresses": (
        "free addresses in the subnets that it names, or add subnets; then start the update again"
    ),
    "AccessDenied": "apply the cluster stack: the access entry of the nodes' role is missing or wrong",
    "ClusterUnreachable": (
        "kubectl get validatingwebhookconfigurations: EKS cannot reach the API server, or a webhook refuses its calls"
    ),
    "ConfigurationConflict": "update the add-on with --resolve-conflicts OVERWRITE, or undo the manual changes",
    "InsufficientNumberOfReplicas": "kubectl -n kube-system get pods: the add-on's pods find no node or do not start",
    "AdmissionRequestDenied": "change the webhook or policy that the message names: it refuses the add-on's objects",
}
SYMPTOM = True

BAD = """\
# aws eks describe-update
update:
  id: b5f0ba18-9a87-4450-b5a0-825e6e84496f
  type: VersionUpdate
  status: Failed
  errors:
    - errorCode: PodEvictionFailure
      errorMessage: Reached max retries while trying to evict pods from nodes in node group gpu
      resourceIds: [ip-10-0-64-20.us-west-2.compute.internal]
"""
GOOD = """\
# aws eks describe-update
update:
  id: b5f0ba18-9a87-4450-b5a0-825e6e84496f
  type: VersionUpdate
  status: Successful
  errors: []
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """The last update of each type, if it failed."""
    latest = {update.type: update for update in situation.seen.updates}
    for update in latest.values():
        if update.status not in {"Failed", "Cancelled"} and not update.errors:
            continue
        where = f"update {update.id or update.type}"
        for one in update.errors:
            message = f"the {update.type or 'update'} failed with {one.code}: {one.message}"
            yield error(__name__, where, message, _fix(situation, one), seen=[" ".join(one.resources)])
        if not update.errors:
            message = f"EKS reports the {update.type or 'update'} as {update.status}, and gives no reason"
            cluster = situation.design.cluster_name
            fix = f"aws eks describe-update --name {cluster} --update-id {update.id} --nodegroup-name NAME"
            yield error(__name__, where, message, fix)


def _fix(situation: Situation, one: UpdateError) -> str:
    if one.code != "PodEvictionFailure":
        return _FIXES.get(one.code, "fix the cause that the message names, then start the update again")
    holding = [budget.full_name for budget in situation.seen.budgets if budget.status.allowed == 0]
    budgets = (
        f"these budgets allow no eviction: {', '.join(holding[:5])}"
        if holding
        else ("kubectl get pdb -A: a budget with ALLOWED DISRUPTIONS 0 keeps the pods there")
    )
    nodes = [name for name in one.resources if name.startswith("ip-")]
    pods = (
        f"kubectl get pods -A -o wide --field-selector spec.nodeName={nodes[0]} lists the pods that still run there; "
        if nodes
        else ""
    )
    return (
        f"{pods}{budgets}; let these pods end or delete them, then start the update again (with --force as a "
        f"last resort)"
    )
