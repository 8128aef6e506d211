"""EKS reports a node group as failed or unhealthy.

**Why.** EKS sees what Kubernetes cannot: instances that started and never joined, and roles and templates that were
deleted.

**Fix.** Follow the code of the issue. `NodeCreationFailure` means that nodes have no route to the API, to ECR or S3, or
that their role has no access entry. The node itself is seldom the cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings.group._joining import joining
from eks_gpu.doctor.signatures.derived.codes import by_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.amazon import Issue
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("access-entry-missing",)
# Other rules read the issues about launches.
_ELSEWHERE = {"AsgInstanceLaunchFailures", "InstanceLimitExceeded"}
SYMPTOM = True

BAD = """\
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  status: CREATE_FAILED
  health:
    issues:
      - code: NodeCreationFailure
        message: Instances failed to join the kubernetes cluster
"""
GOOD = """\
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  status: ACTIVE
  health:
    issues: []
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Report the group's issues, or its failed status."""
    for group in (
        node_group
        for node_group in situation.seen.node_groups
        if node_group.cluster in {"", situation.design.cluster_name}
    ):
        pool = situation.groups.pool_of_group(group)
        groups = (pool[0].group.name,) if pool else ()
        where = f"node group {group.name or '(its name was not gathered)'}"
        for issue in group.health.issues:
            if issue.code not in _ELSEWHERE:
                fix = _fix(situation, issue)
                quote = f"{issue.code}: {issue.message} {' '.join(issue.resources)}"
                message = f"EKS reports {issue.code}: {issue.message.strip() or 'no details'}"
                yield error(__name__, where, message, fix, groups=groups, seen=(quote,))
        if group.status in {"CREATE_FAILED", "DELETE_FAILED", "DEGRADED"} and not group.health.issues:
            message = f"EKS reports the status {group.status}, and gives no reason"
            cluster = situation.design.cluster_name
            fix = f"aws eks describe-nodegroup --cluster-name {cluster} --nodegroup-name {group.name}"
            yield error(__name__, where, message, fix, groups=groups)


def _fix(situation: Situation, issue: Issue) -> str:
    """The fix for an issue's code, unless the log of a node has a better one."""
    means, fix = joining(situation) if issue.code == "NodeCreationFailure" else ("", "")
    if means:
        return f"its node reports {means}: {fix}"
    instance = next((resource for resource in issue.resources if resource.startswith("i-")), "INSTANCE")
    values = {
        "region": situation.design.spec.region,
        "instance": instance,
        "resources": " ".join(issue.resources) or "IDS",
    }
    known = by_code("health").get(issue.code)
    step = known.next if known else "fix the cause that the message names; EKS checks again by itself"
    return step.format(**values)
