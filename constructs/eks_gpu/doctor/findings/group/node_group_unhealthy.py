"""EKS reports a node group as failed or unhealthy.

**Why.** EKS knows what Kubernetes cannot see: instances that started and never joined, roles and templates that are
gone.

**Fix.** By the code of the issue. `NodeCreationFailure` means that nodes have no way to the API, to ECR or S3, or no
access entry for their role; it is seldom the fault of the node.
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
# Those of launches are read by other rules.
_ELSEWHERE = {"AsgInstanceLaunchFailures", "InstanceLimitExceeded"}
# Codes as `DescribeNodegroup` documents them.
_FIXES = {
    "NodeCreationFailure": (
        "aws ec2 get-console-output --latest --output text --region {region} --instance-id {instance}: it ends "
        "where the "
        "node did. No answer of the API, ECR or S3: no NAT and no endpoints (ec2, ecr.api, ecr.dkr, sts, s3, eks); "
        "Unauthorized: no access entry for the nodes' role"
    ),
    "AccessDenied": (
        "apply the cluster stack: it makes the access entry of the nodes' role again; with an aws-auth "
        "ConfigMap, that role "
        "must be in mapRoles, without a path in its ARN"
    ),
    "ClusterUnreachable": "see that the private endpoint is on and that its security group admits the nodes",
    "AutoScalingGroupNotFound": "its Auto Scaling group was deleted: replace the node group (terraform apply -replace)",
    "Ec2LaunchTemplateNotFound": "apply the cluster stack: the launch template was deleted",
    "Ec2LaunchTemplateVersionMismatch": (
        "put its Auto Scaling group back on the launch template version that the message expects (somebody "
        "changed it by "
        "hand), or replace the node group"
    ),
    "Ec2SubnetNotFound": "a subnet was deleted: `terraform plan` of the network stack",
    "Ec2SecurityGroupNotFound": "the cluster's security group was deleted; EKS cannot make it again",
    "IamInstanceProfileNotFound": "the instance profile was deleted; replace the node group",
    "IamNodeRoleNotFound": "apply the cluster stack: the nodes' role was deleted",
    "InsufficientFreeAddresses": (
        "aws ec2 describe-subnets --region {region} --subnet-ids {resources} --query "
        "'Subnets[].[SubnetId,AvailableIpAddressCount]': they are full; larger ones, or fewer pods a node"
    ),
    "AmiIdNotFound": "the AMI is gone: write another release_version",
    "PodEvictionFailure": "a disruption budget or a long job holds a node that is to go: let it end, or delete it",
    "Ec2InstanceTypeDoesNotExist": "the region does not have the type: `eks-gpu check`",
}

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
    """Issues, and a status of failure."""
    for group in (one for one in situation.seen.node_groups if one.cluster in {"", situation.design.name}):
        pool = situation.pool_of_group(group)
        groups = (pool[0].group.name,) if pool else ()
        where = f"node group {group.name or '(its name was not gathered)'}"
        for issue in group.health.issues:
            if issue.code not in _ELSEWHERE:
                fix = _fix(situation, issue)
                told = f"{issue.code}: {issue.message} {' '.join(issue.resources)}"
                message = f"EKS reports {issue.code}: {issue.message.strip() or 'no more is said'}"
                yield error(__name__, where, message, fix, groups=groups, seen=(told,))
        if group.status in {"CREATE_FAILED", "DELETE_FAILED", "DEGRADED"} and not group.health.issues:
            message = f"EKS calls it {group.status}, and gives no reason"
            fix = f"aws eks describe-nodegroup --cluster-name {situation.design.name} --nodegroup-name {group.name}"
            yield error(__name__, where, message, fix, groups=groups)


def _fix(situation: Situation, issue: Issue) -> str:
    """By the code; what a node said itself while it started counts more."""
    means, fix = joining(situation) if issue.code == "NodeCreationFailure" else ("", "")
    if means:
        return f"its node says {means}: {fix}"
    instance = next((one for one in issue.resources if one.startswith("i-")), "INSTANCE")
    words = {
        "region": situation.design.spec.region,
        "instance": instance,
        "resources": " ".join(issue.resources) or "IDS",
    }
    return _FIXES.get(issue.code, "put right what the message names; EKS looks again by itself").format(**words)
