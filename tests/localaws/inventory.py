"""Resources in the local AWS, of the kinds that our stacks create."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.localaws.server import LocalAws

# Service, operation, list in the answer, field that names one. Network interfaces are not here: moto forgets to delete
# those of NAT gateways.
LISTS = (
    ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName"),
    ("autoscaling", "describe_scheduled_actions", "ScheduledUpdateGroupActions", "ScheduledActionName"),
    ("ec2", "describe_addresses", "Addresses", "AllocationId"),
    ("ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    ("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    ("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateName"),
    ("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId"),
    ("ec2", "describe_placement_groups", "PlacementGroups", "GroupName"),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
)
GONE = {"deleted", "deleting"}


def inventory(aws: LocalAws) -> set[str]:
    """Everything there is, each as service and name; what AWS shows for a while after its end does not count."""
    found = {f"eks {name}" for name in aws.client("eks").list_clusters()["clusters"]} | _keys(aws)
    for service, operation, held, name in LISTS:
        answer = getattr(aws.client(service), operation)()
        found |= {f"{service} {one[name]}" for one in answer[held] if not _is_gone(one)}
    return found


def _is_gone(one: Mapping[str, object]) -> bool:
    return str(one.get("State", "")).lower() in GONE


def _keys(aws: LocalAws) -> set[str]:
    kms = aws.client("kms")
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    # A key that is destroyed waits out its window.
    return {f"kms {key['KeyId']}" for key in keys if key["KeyState"] != "PendingDeletion"}
