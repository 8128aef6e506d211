"""AWS permissions of Karpenter's controller.

They allow what the CloudFormation template allows that Karpenter publishes (aws/karpenter-provider-aws v1.14.1,
`website/content/en/docs/getting-started/getting-started-with-karpenter/cloudformation.yaml`), with two cuts. Instance
profiles can only be read: Terraform makes the only one, and the NodeClasses name it. The state of a zonal shift is left
out, because the controller reads it only with `settings.enableZonalShift`. ARNs name partition and region.

Together they are longer than a managed policy may be (6,144 characters), so the role has several inline policies, which
may be 10,240 characters long together (IAM, "IAM and STS quotas").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Statement = dict[str, object]
Conditions = dict[str, dict[str, str | list[str]]]

# The service account is that of the chart (its `values.yaml`).
NAME, NAMESPACE = "karpenter", "kube-system"
_LAUNCH = ("ec2:CreateFleet", "ec2:RunInstances")
# Resources that a launch uses, and those that it creates.
_USED = ("security-group", "subnet", "capacity-reservation", "placement-group")
_MADE = ("fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume")
_POOL, _NAME = "karpenter.sh/nodepool", "eks:eks-cluster-name"
_READ = (
    *("CapacityReservations", "Images", "InstanceStatus", "InstanceTypeOfferings", "InstanceTypes", "Instances"),
    *("LaunchTemplates", "PlacementGroups", "SecurityGroups", "SpotPriceHistory", "Subnets"),
)
# A launch with a customer managed key uses the key as the controller (Karpenter's docs, "Troubleshooting", node
# terminates before ready on failed encrypted EBS volume).
_KEY_USE = (
    *("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
    *("kms:CreateGrant",),
)


def statements(
    partition: str, region: str, cluster: str, *, queue: str, node_role: str, volumes_key: str | None = None
) -> dict[str, tuple[Statement, ...]]:
    """The statements of the controller's policies for one cluster, by the policy's name.

    Args:
        partition: AWS partition.
        region: Region of the cluster.
        cluster: Its name.
        queue: Name of the interruption queue.
        node_role: ARN of the nodes' role, or a pattern of it.
        volumes_key: Key of the nodes' volumes; None for AWS's own.
    """
    ec2 = f"arn:{partition}:ec2:{region}:"
    return {
        "launch": (*_of_launch(ec2, cluster), *_of_key(region, volumes_key)),
        "change": _of_change(ec2, cluster),
        "read": _of_reading(partition, region, cluster, queue=queue, node_role=node_role),
    }


def _of_launch(ec2: str, cluster: str) -> tuple[Statement, ...]:
    asked: Conditions = {
        "StringEquals": {f"aws:RequestTag/{_tag(cluster)}": "owned", f"aws:RequestTag/{_NAME}": cluster},
        "StringLike": {f"aws:RequestTag/{_POOL}": "*"},
    }
    made = [f"{ec2}*:{kind}/*" for kind in _MADE]
    created = {**asked["StringEquals"], "ec2:CreateAction": ["CreateFleet", "CreateLaunchTemplate", "RunInstances"]}
    used = [f"{ec2}:image/*", f"{ec2}:snapshot/*", *(f"{ec2}*:{kind}/*" for kind in _USED)]
    return (
        _allow("Use", _LAUNCH, used),
        _allow("UseOwnTemplates", _LAUNCH, [f"{ec2}*:launch-template/*"], _own(cluster)),
        _allow("Launch", [*_LAUNCH, "ec2:CreateLaunchTemplate"], made, asked),
        _allow("TagNew", ["ec2:CreateTags"], made, {**asked, "StringEquals": created}),
    )


def _of_change(ec2: str, cluster: str) -> tuple[Statement, ...]:
    instances, templates = f"{ec2}*:instance/*", f"{ec2}*:launch-template/*"
    tagged: Conditions = {
        **_own(cluster),
        "StringEqualsIfExists": {f"aws:RequestTag/{_NAME}": cluster},
        "ForAllValues:StringEquals": {"aws:TagKeys": [_NAME, "karpenter.sh/nodeclaim", "Name"]},
    }
    return (
        _allow("TagOwn", ["ec2:CreateTags"], [instances], tagged),
        _allow("EndOwn", ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"], [instances, templates], _own(cluster)),
    )


def _of_reading(partition: str, region: str, cluster: str, *, queue: str, node_role: str) -> tuple[Statement, ...]:
    here: Conditions = {"StringEquals": {"aws:RequestedRegion": region}}
    to_ec2: Conditions = {"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]}}
    queues = [f"arn:{partition}:sqs:{region}:*:{queue}"]
    return (
        _allow("Read", [f"ec2:Describe{name}" for name in _READ], ["*"], here),
        _allow("ReadImages", ["ssm:GetParameter"], [f"arn:{partition}:ssm:{region}::parameter/aws/service/*"]),
        _allow("ReadPrices", ["pricing:GetProducts"], ["*"]),
        _allow("ListProfiles", ["iam:ListInstanceProfiles"], ["*"]),
        _allow("ReadProfile", ["iam:GetInstanceProfile"], [f"arn:{partition}:iam::*:instance-profile/*"]),
        _allow("ReadCluster", ["eks:DescribeCluster"], [f"arn:{partition}:eks:{region}:*:cluster/{cluster}"]),
        _allow("Interruptions", ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], queues),
        _allow("PassNodeRole", ["iam:PassRole"], [node_role], to_ec2),
    )


def _of_key(region: str, key: str | None) -> tuple[Statement, ...]:
    if key is None:
        return ()
    return (
        _allow("EncryptVolumes", _KEY_USE, [key], {"StringEquals": {"kms:ViaService": f"ec2.{region}.amazonaws.com"}}),
    )


def _own(cluster: str) -> Conditions:
    return {
        "StringEquals": {f"aws:ResourceTag/{_tag(cluster)}": "owned"},
        "StringLike": {f"aws:ResourceTag/{_POOL}": "*"},
    }


def _tag(cluster: str) -> str:
    return f"kubernetes.io/cluster/{cluster}"


def _allow(
    sid: str, actions: Iterable[str], resources: Iterable[str], when: Mapping[str, object] | None = None
) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": list(resources)}
    return statement | ({"Condition": dict(when)} if when else {})
