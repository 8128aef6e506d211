"""A cluster that others made: its network, control plane, nodes, add-ons, and all that can be read of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.localaws.cycle import auto_scaling_groups, nodegroups
from tests.localaws.inventory import inventory

if TYPE_CHECKING:
    from tests.localaws.server import LocalAws

NAME = "existing"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@dataclass(frozen=True)
class Foreign:
    """The ids of resources that others made.

    Attributes:
        vpc: The VPC.
        subnets: Subnets by zone.
        nodes_group: The security group of their nodes, as terraform-aws-eks makes it.
        other_vpc_subnet: A subnet of another VPC, in us-west-2a.
    """

    vpc: str
    subnets: dict[str, str]
    nodes_group: str
    other_vpc_subnet: str


def make(aws: LocalAws, *, mode: str = "CONFIG_MAP", version: str = "1.35") -> Foreign:
    """Make the cluster with the means of others: no Terraform, no eks-gpu."""
    ec2, eks, iam = (aws.client(service) for service in ("ec2", "eks", "iam"))
    role = iam.create_role(RoleName="made-by-others", AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]["Arn"]
    vpc = ec2.create_vpc(CidrBlock="10.42.0.0/16")["Vpc"]["VpcId"]
    zones = ("us-west-2a", "us-west-2b")
    subnets = {zone: _subnet(ec2, vpc, f"10.42.{index}.0/24", zone) for index, zone in enumerate(zones)}
    other = ec2.create_vpc(CidrBlock="10.43.0.0/16")["Vpc"]["VpcId"]
    eks.create_cluster(
        name=NAME,
        version=version,
        roleArn=role,
        resourcesVpcConfig={"subnetIds": list(subnets.values()), "endpointPublicAccess": True},
        accessConfig={"authenticationMode": mode},
        tags={"made-by": "others"},
    )
    eks.create_nodegroup(
        clusterName=NAME,
        nodegroupName="theirs",
        nodeRole=role,
        subnets=list(subnets.values()),
        scalingConfig={"minSize": 1, "desiredSize": 1, "maxSize": 3},
        instanceTypes=["m7i.large"],
        capacityType="ON_DEMAND",
        version=version,
    )
    eks.create_addon(clusterName=NAME, addonName="vpc-cni", addonVersion="v1.20.4-eksbuild.2")
    group = ec2.create_security_group(GroupName=f"{NAME}-node", Description="their nodes", VpcId=vpc)["GroupId"]
    ec2.create_tags(
        Resources=[group],
        Tags=[{"Key": f"kubernetes.io/cluster/{NAME}", "Value": "owned"}, {"Key": "Name", "Value": f"{NAME}-node"}],
    )
    return Foreign(vpc, subnets, group, _subnet(ec2, other, "10.43.0.0/24", "us-west-2a"))


def _subnet(ec2: Any, vpc: str, block: str, zone: str) -> str:
    subnet: str = ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=zone)["Subnet"]["SubnetId"]
    return subnet


def everything(aws: LocalAws) -> dict[str, Any]:
    """All that AWS says of the cluster and around it, for a comparison before and after."""
    ec2, eks, iam = (aws.client(service) for service in ("ec2", "eks", "iam"))
    addons = eks.list_addons(clusterName=NAME)["addons"]
    return {
        "inventory": inventory(aws),
        "cluster": eks.describe_cluster(name=NAME)["cluster"],
        "node groups": nodegroups(aws, NAME),
        "Auto Scaling groups": auto_scaling_groups(aws, NAME),
        "add-ons": [eks.describe_addon(clusterName=NAME, addonName=name)["addon"] for name in addons],
        "access": eks.list_access_entries(clusterName=NAME)["accessEntries"],
        "associations": eks.list_pod_identity_associations(clusterName=NAME)["associations"],
        "rules": ec2.describe_security_group_rules()["SecurityGroupRules"],
        "groups": ec2.describe_security_groups()["SecurityGroups"],
        "subnets": ec2.describe_subnets()["Subnets"],
        "networks": ec2.describe_vpcs()["Vpcs"],
        "templates": ec2.describe_launch_templates()["LaunchTemplates"],
        "role": iam.get_role(RoleName="made-by-others")["Role"],
    }
