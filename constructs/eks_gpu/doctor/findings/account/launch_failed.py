"""Auto Scaling cannot start instances, for a reason of the set-up.

**Why.** A key that Auto Scaling may not use, a type that the zone has not, a launch template that is gone: each ends in
an activity that failed, which nothing in Kubernetes shows.

**Fix.** By the message of the activity.
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
        "its capacity reservation has ended, is full, or is of another type or zone",
        (
            "aws ec2 describe-capacity-reservations --region {region}: State, AvailableInstanceCount, type, zone and "
            "EndDate of "
            "the one that the group names; a Capacity Block ends half an hour before its EndDate"
        ),
    ),
    (
        r"Client\.InternalError|KMSKey|kms",
        "most times the disk's key: Auto Scaling's own role may not use it",
        "grant AWSServiceRoleForAutoScaling the use of the customer key, or use the key of AWS",
    ),
    (
        r"ServiceLinkedRole",
        "the account has no service-linked role for spot instances",
        "aws iam create-service-linked-role --aws-service-name spot.amazonaws.com: once for an account",
    ),
    (
        r"service control policy",
        "a service control policy of the organisation forbids it",
        (
            "ask who keeps the organisation's policies to allow ec2:RunInstances of this type and region; aws sts "
            "decode-authorization-message shows which statement it is"
        ),
    ),
    (
        r"security group",
        "a security group of its launch template is gone or of another VPC",
        (
            "apply the cluster stack: it makes the launch template again; `terraform plan` of the network stack "
            "shows the VPC"
        ),
    ),
    (
        r"image id|AMI|InvalidAMIID",
        "its AMI is gone, or not shared with this account",
        "write another release_version, or share the AMI; then apply the cluster stack",
    ),
    (
        r"launch template|LaunchTemplate",
        "the launch template is gone or changed",
        "apply the cluster stack: it makes the launch template again",
    ),
    (
        r"subnet|free addresses",
        "the subnet is gone or full",
        (
            "aws ec2 describe-subnets --region {region} --query 'Subnets[].[SubnetId,AvailableIpAddressCount]': "
            "larger ones, or "
            "`terraform plan` of the network stack"
        ),
    ),
    (
        r"not authorized|UnauthorizedOperation|AccessDenied",
        "a policy denies it",
        "look in CloudTrail for RunInstances with an error; an organisation's policy may forbid GPU types",
    ),
    (
        r"VolumeLimitExceeded|volume storage|InvalidBlockDeviceMapping",
        "its disk cannot be made: a quota of EBS, or less than the AMI's snapshot",
        (
            "compare disk_gib with the EBS quotas: aws service-quotas list-service-quotas --service-code ebs "
            "--region {region}"
        ),
    ),
)

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
    """Starts that failed for neither quota nor capacity."""
    for failure in failures(situation):
        if failure.kind == "other":
            known = next((row for row in _KNOWN if re.search(row[0], failure.text)), None)
            why, fix = known[1:] if known else ("for the reason below", "put right what the message names")
            where = f"node group {failure.gpu_groups[0]}" if failure.gpu_groups else failure.group
            fix = fix.format(region=situation.design.spec.region)
            message = f"its Auto Scaling group cannot start instances: {why}"
            yield error(__name__, where, message, fix, groups=failure.gpu_groups, seen=(failure.text,))
