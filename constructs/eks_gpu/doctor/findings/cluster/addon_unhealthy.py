"""An EKS add-on is degraded or failed.

**Why.** Without vpc-cni nodes stay NotReady. Without the Pod Identity agent the autoscaler has no permissions. Without
CoreDNS pods cannot resolve names.

**Fix.** Follow the issue that EKS reports. `InsufficientNumberOfReplicas` means that the add-on's pods find no node or
do not start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.amazon import Addon
    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("cluster-unhealthy", "node-group-unhealthy", "quota-exceeded", "capacity-insufficient")
# Prefixes of pod names, for add-ons whose pods have another name.
_PODS = {"vpc-cni": "aws-node", "aws-ebs-csi-driver": "ebs-csi", "aws-efs-csi-driver": "efs-csi"}
# Codes of the EKS API's AddonIssue.
_FIXES = {
    "ConfigurationConflict": (
        "aws eks update-addon --cluster-name {cluster} --addon-name {name} --resolve-conflicts OVERWRITE: this "
        "overwrites manual changes, so look at the fields that the message names first"
    ),
    "AddonPermissionFailure": (
        "apply the cluster stack, which creates the add-on's Pod Identity association: its role lacks permissions"
    ),
    "AccessDenied": "let EKS write the add-on's objects: the message names the policy or webhook that denies it",
    "AdmissionRequestDenied": "change the webhook or policy that the message names: it refuses the add-on's objects",
}
_WELL = {"", "ACTIVE", "CREATING", "UPDATING"}
SYMPTOM = True

BAD = """\
# aws eks describe-addon --addon-name vpc-cni
addon:
  addonName: vpc-cni
  status: DEGRADED
"""
GOOD = """\
# aws eks describe-addon --addon-name vpc-cni
addon:
  addonName: vpc-cni
  status: ACTIVE
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Status and issues of every add-on."""
    for addon in situation.seen.addons:
        issues = [f"{issue.code}: {issue.message}" for issue in addon.health.issues]
        if addon.status not in _WELL or issues:
            message = f"EKS reports the add-on as {addon.status}" + (f": {issues[0]}" if issues else "")
            mine = [pod for pod in situation.seen.pods if pod.name.startswith(_pods(addon.name)) and not _ready(pod)]
            quotes = [text for pod in mine[:1] for text in situation.told(pod, "FailedScheduling", "Failed", "BackOff")]
            yield error(__name__, f"add-on {addon.name}", message, _fix(addon, mine), seen=[*issues, *quotes])


def _pods(name: str) -> str:
    """Prefix of the names of an add-on's pods."""
    return _PODS.get(name, name)


def _ready(pod: Pod) -> bool:
    return pod.over or (pod.status.phase == "Running" and all(status.ready for status in pod.statuses))


def _fix(addon: Addon, mine: list[Pod]) -> str:
    known = next((_FIXES[issue.code] for issue in addon.health.issues if issue.code in _FIXES), "")
    if known:
        return known.format(cluster=addon.cluster or "CLUSTER", name=addon.name)
    if mine:
        pending = ": the pod finds no node; check that a system node is Ready" if mine[0].waits_for_node else ""
        return f"{describe(mine[0])}{pending}"
    return (
        f"kubectl -n kube-system get pods -o wide | grep {_pods(addon.name)}, then describe the one that is not ready"
    )
