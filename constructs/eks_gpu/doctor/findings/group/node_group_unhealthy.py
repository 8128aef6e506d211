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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.amazon import Issue
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("access-entry-missing",)
# Other rules read the issues about launches.
_ELSEWHERE = {"AsgInstanceLaunchFailures", "InstanceLimitExceeded"}
# Codes as `DescribeNodegroup` documents them.
_FIXES = {
    "NodeCreationFailure": (
        "aws ec2 get-console-output --latest --output text --region {region} --instance-id {instance}: the last lines "
        "show where the start failed. No answer from the API, ECR or S3: no NAT and no endpoints (ec2, ecr.api, "
        "ecr.dkr, sts, s3, eks); Unauthorized: no access entry for the nodes' role"
    ),
    "AccessDenied": (
        "apply the cluster stack, which creates the access entry of the nodes' role again; with an aws-auth ConfigMap, "
        "add that role to mapRoles, without a path in its ARN"
    ),
    "ClusterUnreachable": "check that the private endpoint is on and that its security group admits the nodes",
    "AutoScalingGroupNotFound": "replace the node group (terraform apply -replace): its Auto Scaling group was deleted",
    "Ec2LaunchTemplateNotFound": "apply the cluster stack: the launch template was deleted",
    "Ec2LaunchTemplateVersionMismatch": (
        "set its Auto Scaling group back to the launch template version that the message expects (somebody changed it "
        "by hand), or replace the node group"
    ),
    "Ec2SubnetNotFound": "plan and apply the network stack: a subnet was deleted",
    "Ec2SecurityGroupNotFound": "replace the cluster: EKS cannot create its deleted security group again",
    "IamInstanceProfileNotFound": "replace the node group: its instance profile was deleted",
    "IamNodeRoleNotFound": "apply the cluster stack: the nodes' role was deleted",
    "InsufficientFreeAddresses": (
        "aws ec2 describe-subnets --region {region} --subnet-ids {resources} --query "
        "'Subnets[].[SubnetId,AvailableIpAddressCount]': the subnets are full; use larger ones, or fewer pods on a node"
    ),
    "AmiIdNotFound": "set another release_version: the AMI was deregistered",
    "PodEvictionFailure": "let the pod end, or delete it: a disruption budget or a long job keeps its node busy",
    "Ec2InstanceTypeDoesNotExist": "run `eks-gpu check` for the types that the region offers: it lacks this one",
}
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
    return _FIXES.get(issue.code, "fix the cause that the message names; EKS checks again by itself").format(**values)
