"""AWS or Kubernetes refuses calls of the autoscaler.

**Why.** Without `autoscaling:SetDesiredCapacity` the autoscaler's decisions have no effect. Without
`eks:DescribeNodegroup` it does not know the labels and taints of a group at zero, so pods wait forever. A condition on
tags denies every read-only call (aws-ia/terraform-aws-eks-blueprints-addons#89).

**Fix.** Apply the cluster stack, which contains the role and its association, and the platform stack, which contains
the autoscaler's permissions in Kubernetes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import autoscaler_of_others, restart_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("autoscaler-identity-missing", "autoscaler-policy", "autoscaler-access", "addon-unhealthy")
_ACTION = re.compile(r"not authorized to perform:? ?`?([a-z0-9]+:\w+)", re.IGNORECASE)
_AWS = re.compile(r"not authorized to perform|Access ?Denied|UnauthorizedOperation", re.IGNORECASE)
_CREDENTIALS = re.compile(
    r"NoCredentialProviders|failed to refresh cached credentials|only loopback hosts are allowed|"
    r"AssumeRoleWithWebIdentity|no EC2 IMDS role found|ExpiredToken|EKS does not have permissions to assume",
)
# (message, fix): the first is for IAM roles for service accounts, the second for Pod Identity.
_TRUST = (
    (
        r"AssumeRoleWithWebIdentity",
        "the trust policy of its role must name this cluster's OIDC provider and the service account by its namespace",
    ),
    (
        r"EKS does not have permissions to assume",
        "the trust policy of its role must let pods.eks.amazonaws.com do sts:AssumeRole and sts:TagSession",
    ),
)
_KUBERNETES = re.compile(r"is forbidden: User \"system:serviceaccount:\S+\" cannot (\w+) resource \"([\w/.-]+)\"")

BAD = """\
# kubectl -n kube-system logs deployment/cluster-autoscaler
autoscaler-log.txt: >
  E1120 10:29:54.075960       1 reflector.go:178] storageclasses.storage.k8s.io is forbidden: User
  "system:serviceaccount:kube-system:cluster-autoscaler" cannot list resource "storageclasses" in API group
  "storage.k8s.io" at the cluster scope
"""
GOOD = """\
# kubectl -n kube-system logs deployment/cluster-autoscaler
autoscaler-log.txt: >
  I1120 10:29:51.102938       1 static_autoscaler.go:598] Calculating unneeded nodes
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for refusals in the autoscaler's log, events and status; one finding for each kind."""
    if not situation.design.autoscaled:
        return
    texts = list(_messages(situation))
    deploy = f"cdktf deploy {situation.design.name}-cluster {situation.design.name}-platform"
    forbidden = [(text, found) for text in texts if (found := _KUBERNETES.search(text))]
    if forbidden:
        wanted = sorted({f"{found[1]} {found[2]}" for _, found in forbidden})
        message = f"Kubernetes does not allow the autoscaler to {', '.join(wanted)}"
        theirs = autoscaler_of_others(situation, "add these verbs to its ClusterRole")
        fix = theirs or f"cdktf deploy {situation.design.name}-platform, which creates the autoscaler's ClusterRole"
        yield error(__name__, "autoscaler", message, fix, seen=[forbidden[0][0]])
    lost = [text for text in texts if _CREDENTIALS.search(text)]
    if lost:
        message = "the autoscaler finds no AWS credentials, or may not assume its role"
        agent = "kubectl -n kube-system get pods -l app.kubernetes.io/name=eks-pod-identity-agent"
        trust = next((fix for pattern, fix in _TRUST if re.search(pattern, lost[0])), "")
        fix = f"{trust or agent}; then {restart_of(situation)}: a pod gets its role only when it is created"
        yield error(__name__, "autoscaler", message, fix, seen=lost[:1])
    denied = [text for text in texts if _AWS.search(text) and not _CREDENTIALS.search(text)]
    if denied:
        actions = sorted({_action(text) for text in denied})
        message = f"AWS does not allow the autoscaler {', '.join(actions)}"
        theirs = autoscaler_of_others(
            situation, "allow these actions to its role, for Auto Scaling groups with its tags"
        )
        fix = theirs or (
            f"{deploy}: this gives the autoscaler's role these permissions; if it has them already, look for a "
            "permissions boundary or a service control policy"
        )
        yield error(__name__, "autoscaler", message, fix, seen=[denied[0]])


def lacks_credentials(situation: Situation) -> bool:
    """Whether the autoscaler reports that it has no AWS credentials."""
    return any(_CREDENTIALS.search(text) for text in _messages(situation))


def _messages(situation: Situation) -> Iterator[str]:
    yield from situation.seen.log("autoscaler")
    for event in situation.seen.events:
        if "cluster-autoscaler" in event.about.name or event.reason in {"FailedToScaleUpGroup", "ScaleUpFailed"}:
            yield event.message
    for config_map in situation.seen.config_maps:
        yield from config_map.data.values() if config_map.name == "cluster-autoscaler-status" else ()


def _action(text: str) -> str:
    """The denied API call; older logs name only the function that failed."""
    found = _ACTION.search(text)
    if found:
        return found[1]
    return "eks:DescribeNodegroup" if "odegroup" in text else "a call that its message does not name"
