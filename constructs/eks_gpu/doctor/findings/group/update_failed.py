"""An update of a node group or an add-on failed, or hangs.

**Why.** EKS drains node by node. A pod that may not be evicted holds the update for up to an hour, then it fails, and
the group stays half on the old version (aws/containers-roadmap#1282).

**Fix.** Find the disruption budget or the pod that holds the node; then start the update again, with force if need
be.
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
    "NodeCreationFailure": "new nodes do not join: see instances-not-joined; the old ones are kept meanwhile",
    "InsufficientFreeAddresses": (
        "free addresses in the subnets that it names, or add subnets; then start the update again"
    ),
    "AccessDenied": "the access entry of the nodes' role is missing or wrong: apply the cluster stack",
    "ClusterUnreachable": (
        "EKS does not reach the API server, or a webhook refuses it: kubectl get validatingwebhookconfigurations"
    ),
    "ConfigurationConflict": "update it with --resolve-conflicts OVERWRITE, or take away what was changed by hand",
    "InsufficientNumberOfReplicas": "its pods find no node or do not start: kubectl -n kube-system get pods",
    "AdmissionRequestDenied": "a webhook or a policy refuses its objects: the message names it",
}

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
    """The last update of each kind, where it failed."""
    latest = {one.type: one for one in situation.seen.updates}
    for update in latest.values():
        if update.status not in {"Failed", "Cancelled"} and not update.errors:
            continue
        where = f"update {update.id or update.type}"
        for one in update.errors:
            message = f"the {update.type or 'update'} failed with {one.code}: {one.message}"
            yield error(__name__, where, message, _fix(situation, one), seen=[" ".join(one.resources)])
        if not update.errors:
            message = f"the {update.type or 'update'} is {update.status}, and gives no reason"
            fix = (
                f"aws eks describe-update --name {situation.design.name} --update-id {update.id} --nodegroup-name NAME"
            )
            yield error(__name__, where, message, fix)


def _fix(situation: Situation, one: UpdateError) -> str:
    if one.code != "PodEvictionFailure":
        return _FIXES.get(one.code, "put right what the message names, then start the update again")
    holding = [budget.full_name for budget in situation.seen.budgets if budget.status.allowed == 0]
    budgets = (
        f"these budgets allow no pod to go: {', '.join(holding[:5])}"
        if holding
        else ("kubectl get pdb -A: a budget with ALLOWED DISRUPTIONS 0 holds them")
    )
    nodes = [name for name in one.resources if name.startswith("ip-")]
    pods = (
        f"kubectl get pods -A -o wide --field-selector spec.nodeName={nodes[0]}: what still runs there; "
        if nodes
        else ""
    )
    return (
        f"{pods}{budgets}; let these pods end or delete them, then start the update again (with --force as a "
        f"last resort)"
    )
