"""A GPU cluster as a plain CDKTF app with the prebuilt AWS provider: one stack, about the AWS half of the quickstart.

It is written as the documentation of CDKTF shows it, and knows nothing of eks-gpu. EKS_GPU_ENGINE names the engine.
"""

from __future__ import annotations

import importlib
import json
import os
from typing import Any

ENGINE = os.environ["EKS_GPU_ENGINE"]
AWS = {"cdktf": "cdktf_cdktf_provider_aws", "cdktn": "cdktn_provider_aws"}[ENGINE]
ZONES = ("us-west-2a", "us-west-2b")
core: Any = importlib.import_module(ENGINE)
POLICIES = {
    "eks": ("AmazonEKSClusterPolicy",),
    "ec2": ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"),
}


def aws(module: str, name: str) -> Any:  # noqa: ANN401 - the bindings of either engine
    """A class of the provider, imported as `from cdktf_cdktf_provider_aws.vpc import Vpc` does."""
    return getattr(importlib.import_module(f"{AWS}.{module}"), name)


def network(stack: Any) -> list[str]:  # noqa: ANN401 - as above
    """A VPC with a public and a private subnet in each zone; returns the private ones."""
    vpc = aws("vpc", "Vpc")(stack, "vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True)
    gateway = aws("internet_gateway", "InternetGateway")(stack, "gateway", vpc_id=vpc.id)
    tables = {name: aws("route_table", "RouteTable")(stack, name, vpc_id=vpc.id) for name in ("public", "private")}
    subnets: dict[str, list[str]] = {"public": [], "private": []}
    for kind, table in tables.items():
        for number, zone in enumerate(ZONES):
            block = f"10.0.{number + (100 if kind == 'private' else 0)}.0/24"
            made = aws("subnet", "Subnet")(
                stack, f"{kind}-{zone}", vpc_id=vpc.id, cidr_block=block, availability_zone=zone
            )
            subnets[kind].append(made.id)
            aws("route_table_association", "RouteTableAssociation")(
                stack, f"{kind}-{zone}-table", subnet_id=made.id, route_table_id=table.id
            )
    address = aws("eip", "Eip")(stack, "address", domain="vpc")
    nat = aws("nat_gateway", "NatGateway")(
        stack, "nat", allocation_id=address.id, subnet_id=subnets["public"][0], depends_on=[gateway]
    )
    everywhere = {"destination_cidr_block": "0.0.0.0/0"}
    route = aws("route", "Route")
    route(stack, "out", route_table_id=tables["public"].id, gateway_id=gateway.id, **everywhere)
    route(stack, "out-nat", route_table_id=tables["private"].id, nat_gateway_id=nat.id, **everywhere)
    return subnets["private"]


def role(stack: Any, service: str) -> Any:  # noqa: ANN401 - as above
    """A role that a service takes, with AWS's policies for it."""
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": f"{service}.amazonaws.com"}}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    made = aws("iam_role", "IamRole")(stack, f"{service}-role", name=f"plain-{service}", assume_role_policy=policy)
    for name in POLICIES[service]:
        aws("iam_role_policy_attachment", "IamRolePolicyAttachment")(
            stack, f"{service}-{name}", role=made.name, policy_arn=f"arn:aws:iam::aws:policy/{name}"
        )
    return made


def main() -> None:
    """Synthesize it."""
    app = core.App(outdir=os.environ["CDKTF_OUTDIR"])
    stack = core.TerraformStack(app, "plain")
    core.LocalBackend(stack, path="state")
    aws("provider", "AwsProvider")(stack, "aws", region="us-west-2")
    subnets, control, nodes = network(stack), role(stack, "eks"), role(stack, "ec2")
    cluster = aws("eks_cluster", "EksCluster")(
        stack, "cluster", name="plain", role_arn=control.arn, version="1.35", vpc_config={"subnet_ids": subnets}
    )
    group = aws("eks_node_group", "EksNodeGroup")
    for name, kind, most in (("system", "t3.large", 2), ("gpu", "g5.xlarge", 1)):
        group(
            stack,
            f"nodes-{name}",
            cluster_name=cluster.name,
            node_group_name=name,
            node_role_arn=nodes.arn,
            subnet_ids=subnets,
            instance_types=[kind],
            scaling_config={"desired_size": 0, "max_size": most, "min_size": 0},
        )
    app.synth()


if __name__ == "__main__":
    main()
