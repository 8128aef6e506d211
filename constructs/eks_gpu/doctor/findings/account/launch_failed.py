"""Auto Scaling cannot start instances, for a reason in the configuration.

**Why.** Auto Scaling may not use the disk's key, the zone does not offer the type, or the launch template was deleted.
Each ends in a failed scaling activity, which nothing in Kubernetes shows.

**Fix.** The message of the scaling activity names the cause.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings.account._launches import OF_RESERVATION, failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_KNOWN = (
    (
        r"not supported in your requested Availability Zone|InvalidFleetConfiguration|Unsupported",
        "the zone does not have this instance type",
        "take the zone out of the group's zones; `eks-gpu instances --region …` and `eks-gpu check` know the offerings",
    ),
    (
        OF_RESERVATION.pattern,
        "its capacity reservation has ended, is full, or is for another type or zone",
        (
            "aws ec2 describe-capacity-reservations --region {region}: compare State, AvailableInstanceCount, type, "
            "zone and EndDate of the reservation that the group names; EC2 ends the instances of a Capacity Block "
            "half an hour before its EndDate"
        ),
    ),
    (
        r"Client\.InternalError|KMSKey|kms",
        "usually the key of its disk: the service-linked role of Auto Scaling may not use it",
        "allow AWSServiceRoleForAutoScaling to use the customer managed key, or use the AWS managed key",
    ),
    (
        r"ServiceLinkedRole",
        "the account has no service-linked role for Spot instances",
        "aws iam create-service-linked-role --aws-service-name spot.amazonaws.com (once for each account)",
    ),
    (
        r"service control policy",
        "a service control policy of the organisation forbids it",
        (
            "ask the administrators of the organisation to allow ec2:RunInstances for this type and region; aws sts "
            "decode-authorization-message shows which statement denies it"
        ),
    ),
    (
        r"security group",
        "a security group of its launch template was deleted or belongs to another VPC",
        "apply the cluster stack, which creates the launch template again; plan the network stack to see the VPC",
    ),
    (
        r"image id|AMI|InvalidAMIID",
        "its AMI was deregistered, or is not shared with this account",
        "set another release_version, or share the AMI; then apply the cluster stack",
    ),
    (
        r"launch template|LaunchTemplate",
        "its launch template was deleted or changed",
        "apply the cluster stack, which creates the launch template again",
    ),
    (
        r"subnet|free addresses",
        "its subnet was deleted or has no free addresses",
        (
            "aws ec2 describe-subnets --region {region} --query 'Subnets[].[SubnetId,AvailableIpAddressCount]'; if it "
            "is full, use larger subnets; if it is missing, plan and apply the network stack"
        ),
    ),
    (
        r"not authorized|UnauthorizedOperation|AccessDenied",
        "a policy denies the launch",
        "look for RunInstances with an error in CloudTrail; a service control policy may forbid GPU types",
    ),
    (
        r"VolumeLimitExceeded|volume storage|InvalidBlockDeviceMapping",
        "EBS cannot create its disk: a quota is used up, or the disk is smaller than the AMI's snapshot",
        (
            "compare disk_gib with the EBS quotas: aws service-quotas list-service-quotas --service-code ebs "
            "--region {region}"
        ),
    ),
)
SYMPTOM = True

BAD = """\
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: Launching a new EC2 instance
    StartTime: 2026-11-20T10:25:02+00:00
    StatusCode: Failed
    StatusMessage: >-
      Instance became unhealthy while waiting for instance to be in InService state.
      Termination Reason: Client.InternalError: Client error on launch
"""
GOOD = """\
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: "Launching a new EC2 instance: i-0a1b2c3d4e5f6a000"
    StartTime: 2026-11-20T10:17:00+00:00
    StatusCode: Successful
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Launches that failed, but not because of a quota or of capacity."""
    for failure in failures(situation):
        if failure.kind == "other":
            known = next((row for row in _KNOWN if re.search(row[0], failure.text)), None)
            why, fix = known[1:] if known else ("the reason is below", "fix the cause that the message names")
            where = f"node group {failure.gpu_groups[0]}" if failure.gpu_groups else failure.group
            fix = fix.format(region=situation.design.spec.region)
            message = f"its Auto Scaling group cannot start instances: {why}"
            yield error(__name__, where, message, fix, groups=failure.gpu_groups, seen=(failure.text,))
