"""A GPU cluster as a plain AWS CDK app: one stack, about the AWS half of the quickstart.

It needs the package aws-cdk-lib and knows nothing of eks-gpu.
"""

from __future__ import annotations

import os

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_eks as eks
from aws_cdk import aws_iam as iam

POLICIES = {
    "eks": ("AmazonEKSClusterPolicy",),
    "ec2": ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"),
}


def role(stack: cdk.Stack, service: str) -> iam.Role:
    """A role that a service takes, with AWS's policies for it."""
    policies = [iam.ManagedPolicy.from_aws_managed_policy_name(name) for name in POLICIES[service]]
    principal = iam.ServicePrincipal(f"{service}.amazonaws.com")
    return iam.Role(stack, f"{service}-role", assumed_by=principal, managed_policies=policies)


def main() -> None:
    """Synthesize it."""
    app = cdk.App(outdir=os.environ["CDKTF_OUTDIR"])
    stack = cdk.Stack(app, "plain", env=cdk.Environment(account="111122223333", region="us-west-2"))
    zones = ["us-west-2a", "us-west-2b"]
    vpc = ec2.Vpc(stack, "vpc", availability_zones=zones, nat_gateways=1)
    subnets = [subnet.subnet_id for subnet in vpc.private_subnets]
    cluster = eks.CfnCluster(
        stack,
        "cluster",
        name="plain",
        version="1.35",
        role_arn=role(stack, "eks").role_arn,
        resources_vpc_config=eks.CfnCluster.ResourcesVpcConfigProperty(subnet_ids=subnets),
    )
    nodes = role(stack, "ec2")
    for name, kind, most in (("system", "t3.large", 2), ("gpu", "g5.xlarge", 1)):
        eks.CfnNodegroup(
            stack,
            f"nodes-{name}",
            cluster_name=cluster.ref,
            node_role=nodes.role_arn,
            subnets=subnets,
            nodegroup_name=name,
            instance_types=[kind],
            scaling_config=eks.CfnNodegroup.ScalingConfigProperty(desired_size=0, max_size=most, min_size=0),
        )
    app.synth()


if __name__ == "__main__":
    main()
