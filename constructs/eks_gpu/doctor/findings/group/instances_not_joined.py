"""Instances are running and billed, but have not joined the cluster as nodes.

**Why.** An instance that does not join within minutes never does: it has no route to the API, ECR or S3, no access
entry, or user data that fails. EKS reports this only after 15 to 30 minutes. The autoscaler terminates such an
instance and tries again.

**Fix.** Read the instance's console output, then check the network and the access entry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error, warning
from eks_gpu.doctor.findings.group._joining import NODE_LOG, joining

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (Stage.ACCOUNT, "access-entry-missing", "node-group-unhealthy")
# Minutes until an instance counts as late: large GPU instances take longer to boot than others.
_MINUTES = 15
# Messages of the autoscaler about a node that never joined (clusterstate.go).
_IN_VAIN = re.compile(
    r"Nodes added to group (\S+) failed to register within|Scale-up timed out for node group (\S+) after"
)
_READ = "aws ec2 get-console-output --latest --output text --region {region} --instance-id {instance}"
SYMPTOM = True

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
    """Look for instances in service without a node, for scale-ups that timed out, and in the nodes' own logs."""
    found = list(_in_service(situation)) or list(_in_vain(situation))
    yield from found
    means, fix = joining(situation)
    if means and not found and not any(group.health.issues for group in situation.seen.node_groups):
        lines = list(situation.seen.log("node"))
        yield error(__name__, NODE_LOG, f"a node reports {means}", fix, seen=lines[:1])


def _in_service(situation: Situation) -> Iterator[Finding]:
    seen = situation.seen
    # A single node, gathered by its name, shows nothing about the others.
    if not seen.knows("Node", "AutoScalingGroup") or "Node" not in seen.listed:
        return
    joined = {node.instance_id for node in seen.nodes if node.instance_id}
    if seen.nodes and not joined:
        return
    for group, models, _ in situation.groups.scaling_groups:
        missing = [
            instance.id for instance in group.instances if instance.state == "InService" and instance.id not in joined
        ]
        if not missing:
            continue
        minutes = min((_age(situation, name) for name in missing), default=None, key=lambda age: age or 0)
        message = f"{', '.join(missing[:5])} in service, but not a Kubernetes node"
        late = minutes is not None and minutes > _MINUTES
        tell = error if late else warning
        told = f"{message} after {minutes:.0f} minutes" if late else f"{message} yet"
        where = f"Auto Scaling group {group.name}"
        yield tell(__name__, where, told, _fix(situation, missing[0]), groups=(models.group.name,))


def _in_vain(situation: Situation) -> Iterator[Finding]:
    """Groups whose new node the autoscaler gave up; by then it has terminated the instance."""
    events = [event.message for event in reversed(situation.seen.events) if event.reason == "ScaleUpTimedOut"]
    reported: set[str] = set()
    for text in (*events, *situation.seen.log("autoscaler")):
        match = _IN_VAIN.search(text)
        group = (match[1] or match[2]) if match else ""
        if group and group not in reported and not _came_since(situation, group):
            reported.add(group)
            message = "the autoscaler started an instance, which did not join the cluster in time"
            groups = situation.groups.groups_of_scaling(group)
            fix = _fix_in_vain(situation, group)
            yield error(__name__, f"Auto Scaling group {group}", message, fix, groups=groups, seen=(text,))


def _fix_in_vain(situation: Situation, group: str) -> str:
    """The command that shows whether EC2 started an instance at all, unless a node's log has the reason."""
    means, fix = joining(situation)
    if means:
        return f"a node reports {means}: {fix}"
    return (
        f"aws autoscaling describe-scaling-activities --region {situation.design.spec.region} "
        f"--auto-scaling-group-name {group} --max-items 5: a Failed activity says why no instance started; if one did, "
        "its aws ec2 get-console-output shows why it did not join"
    )


def _came_since(situation: Situation, group: str) -> bool:
    """Whether the group has a ready node by now, and no pod waits."""
    names = situation.groups.groups_of_scaling(group)
    return not situation.gpu_pods.waiting and any(
        gpu_node.groups == names and gpu_node.node.ready for gpu_node in situation.groups.gpu_nodes
    )


def _fix(situation: Situation, instance: str) -> str:
    means, fix = joining(situation)
    if means:
        return f"a node reports {means}: {fix}"
    read = _READ.format(region=situation.design.spec.region, instance=instance)
    return (
        f"{read}: the last lines show where the start failed. No answer from the API: no NAT and no endpoints; "
        "Unauthorized: no access entry"
    )


def _age(situation: Situation, instance: str) -> float | None:
    starts = [
        activity.start
        for activity in situation.seen.activities
        if activity.launches and instance in activity.description
    ]
    return situation.seen.minutes_since(starts[0]) if starts else None
