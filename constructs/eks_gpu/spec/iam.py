"""Rules of the AWS account for the IAM roles of a cluster."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import Many, RoleArn, SpecModel
from eks_gpu.spec.workloads.service_account import PolicyArn

RolePath = Annotated[
    str,
    Matches(
        r"/([A-Za-z0-9_+=,.@-]+/){1,20}",
        "an IAM path, which begins and ends with '/', such as /platform/",
        "/platform/",
    ),
]


class IamSpec(SpecModel):
    """Rules for the cluster's IAM roles."""

    permissions_boundary: Annotated[
        PolicyArn | None,
        Field(
            description="Policy that limits every role of the cluster, whatever else the role is allowed: those of the "
            "control plane, nodes, add-ons, autoscaler and workloads. It must allow what they need; otherwise"
            " nodes do not join and volumes are not attached. Setting, changing or removing it changes the "
            "roles in place, at once and also for running pods. Default: none."
        ),
    ] = None
    path: Annotated[
        RolePath | None,
        Field(
            description="IAM path of every role that eks-gpu creates, such as `/platform/`. Only a new cluster takes it: "
            "another path gives each role another ARN, and Terraform would replace a running cluster. "
            "Default: `/`."
        ),
    ] = None
    cluster_role_arn: Annotated[
        RoleArn | None,
        Field(
            description="Role of the control plane that somebody else made; eks-gpu then creates none and attaches nothing "
            "to this one. It must trust `eks.amazonaws.com` and allow what AmazonEKSClusterPolicy allows. "
            "Only a new cluster takes it: Terraform would replace a running cluster. Default: a role of the "
            "cluster's own."
        ),
    ] = None
    system_node_role_arn: Annotated[
        RoleArn | None,
        Field(
            description="Role of the system nodes and of CPU groups that somebody else made; nothing is attached to it. It "
            "must trust `ec2.amazonaws.com` and allow what AmazonEKSWorkerNodePolicy and "
            "AmazonEC2ContainerRegistryPullOnly allow. Setting, changing or removing it replaces the node "
            "groups. Default: roles of the cluster's own."
        ),
    ] = None
    gpu_node_role_arn: Annotated[
        RoleArn | None,
        Field(
            description="Role of all nodes of GPU groups that somebody else made; nothing is attached to it. Nodes of "
            "`gpu_node_pools` have a role of their own. It must trust "
            "`ec2.amazonaws.com` and allow what AmazonEKSWorkerNodePolicy and "
            "AmazonEC2ContainerRegistryPullOnly allow. Setting, changing or removing it replaces the node "
            "groups. Default: a role of the cluster's own."
        ),
    ] = None
    node_policies: Annotated[
        Many[PolicyArn],
        Field(
            max_length=7,
            description="Managed policies for the roles of system and GPU nodes that eks-gpu creates, in addition to those "
            "that nodes need, for agents on the nodes. Pods cannot use them: they get permissions by "
            "`service_account`. Attached and detached in place, also for running nodes.",
        ),
    ] = ()
    ssm: Annotated[
        bool,
        Field(
            description="Whether Session Manager reaches the nodes (AmazonSSMManagedInstanceCore). Without it nobody can "
            "log on to a node, not even to find out why it does not join. Changed in place."
        ),
    ] = True
