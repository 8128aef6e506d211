"""Instances run, are paid for, and are no nodes.

**Why.** An instance that does not join within minutes never does: no way to the API, ECR or S3, no access entry, user
data that fails. EKS says so itself only after 15 to 30 minutes; the autoscaler ends such an instance and tries again.

**Fix.** The instance's console output, then network and access entry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings.group._joining import joining

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (
    "access-entry-missing",
    "capacity-insufficient",
    "launch-failed",
    "node-group-unhealthy",
    "quota-exceeded",
)
# Large GPU instances take longer to boot than others.
_MINUTES = 15
# The autoscaler's own words for a node that it waited for in vain (clusterstate.go).
_IN_VAIN = re.compile(
    r"Nodes added to group (\S+) failed to register within|Scale-up timed out for node group (\S+) after"
)
_READ = "aws ec2 get-console-output --latest --output text --region {region} --instance-id {instance}"

BAD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Instances:
      - {InstanceId: i-0a1b2c3d4e5f6a000, LifecycleState: InService}
      - {InstanceId: i-0a1b2c3d4e5f6a001, LifecycleState: InService}
---
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: "Launching a new EC2 instance: i-0a1b2c3d4e5f6a001"
    StartTime: 2026-11-20T10:00:00+00:00
    StatusCode: Successful
"""
GOOD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Instances:
      - {InstanceId: i-0a1b2c3d4e5f6a000, LifecycleState: InService}
---
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
spec:
  providerID: aws:///us-west-2a/i-0a1b2c3d4e5f6a000
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Instances in service whose id no node has, what the autoscaler waited for, and what nodes say themselves."""
    found = list(_in_service(situation)) or list(_in_vain(situation))
    yield from found
    means, fix = joining(situation)
    if means and not found and not any(group.health.issues for group in situation.seen.node_groups):
        lines = list(situation.seen.log("node"))
        yield error(__name__, "a node's log", f"it says {means}", fix, seen=lines[:1])


def _in_service(situation: Situation) -> Iterator[Finding]:
    seen = situation.seen
    # One node that was asked for by its name says nothing of the others.
    if not seen.knows("Node", "AutoScalingGroup") or "Node" not in seen.listed:
        return
    joined = {node.instance_id for node in seen.nodes if node.instance_id}
    if seen.nodes and not joined:
        return
    for group, models, _ in situation.scaling_groups:
        missing = [one.id for one in group.instances if one.state == "InService" and one.id not in joined]
        if not missing:
            continue
        minutes = min((_age(situation, one) for one in missing), default=None, key=lambda age: age or 0)
        message = f"{', '.join(missing[:5])} in service, and no node of Kubernetes"
        late = minutes is not None and minutes > _MINUTES
        tell = error if late else warning
        told = f"{message} after {minutes:.0f} minutes" if late else f"{message} yet"
        where = f"Auto Scaling group {group.name}"
        yield tell(__name__, where, told, _fix(situation, missing[0]), groups=(models.group.name,))


def _in_vain(situation: Situation) -> Iterator[Finding]:
    """Groups for which the autoscaler waited too long; it has ended the instance by then."""
    events = [event.message for event in reversed(situation.seen.events) if event.reason == "ScaleUpTimedOut"]
    told: set[str] = set()
    for text in (*events, *situation.seen.log("autoscaler")):
        match = _IN_VAIN.search(text)
        group = (match[1] or match[2]) if match else ""
        if group and group not in told and not _came_since(situation, group):
            told.add(group)
            message = "the autoscaler added a node, and it did not become one of Kubernetes in time"
            groups = situation.groups_of_scaling(group)
            fix = _fix_in_vain(situation, group)
            yield error(__name__, f"Auto Scaling group {group}", message, fix, groups=groups, seen=(text,))


def _fix_in_vain(situation: Situation, group: str) -> str:
    """Whether an instance came at all is the first question."""
    means, fix = joining(situation)
    if means:
        return f"a node says {means}: {fix}"
    return (
        f"aws autoscaling describe-scaling-activities --region {situation.design.spec.region} "
        f"--auto-scaling-group-name "
        f"{group} --max-items 5: Failed says why no instance came; where one came, aws ec2 get-console-output of "
        f"it says "
        "why it did not join"
    )


def _came_since(situation: Situation, group: str) -> bool:
    """Whether the group has a node by now, and nobody waits."""
    names = situation.groups_of_scaling(group)
    return not situation.waiting and any(one.groups == names and one.node.ready for one in situation.gpu_nodes)


def _fix(situation: Situation, instance: str) -> str:
    means, fix = joining(situation)
    if means:
        return f"a node says {means}: {fix}"
    read = _READ.format(region=situation.design.spec.region, instance=instance)
    return (
        f"{read}: it ends where the node did. No answer of the API: no NAT and no endpoints; Unauthorized: no "
        f"access entry"
    )


def _age(situation: Situation, instance: str) -> float | None:
    starts = [one.start for one in situation.seen.activities if one.launches and instance in one.description]
    return situation.seen.minutes_since(starts[0]) if starts else None
