"""AWS permissions of EKS Auto Mode.

From the EKS user guide, "Amazon EKS Auto Mode cluster IAM role" and "Amazon EKS Auto Mode node IAM role".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Statement = dict[str, object]

# Policies of the control plane's role, in addition to AmazonEKSClusterPolicy.
CLUSTER_POLICIES = (
    *("AmazonEKSComputePolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSLoadBalancingPolicy"),
    "AmazonEKSNetworkingPolicy",
)
CLUSTER_ACTIONS = ("sts:AssumeRole", "sts:TagSession")
NODE_POLICIES = ("AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly")
# EKS's access policy for nodes of a NodeClass (EKS user guide, "Create a Node Class").
NODE_ACCESS_POLICY = "AmazonEKSAutoNodePolicy"
_LAUNCH = ("ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances")
_VOLUMES, _INTERFACES = ("ec2:CreateSnapshot", "ec2:CreateVolume"), ("ec2:CreateNetworkInterface",)
# Actions in which the managed policies refuse tags that are not EKS's own.
TAGGED_ACTIONS = (*_LAUNCH, *_VOLUMES, *_INTERFACES)
_CLUSTER = "eks:eks-cluster-name"


def tag_statements() -> tuple[Statement, ...]:
    """Permission to put tags of the file onto nodes, their volumes and interfaces.

    The managed policies refuse any tag that is not EKS's own. These are the parts of the guide's example that concern
    machines ("Custom AWS tags for EKS Auto resources"): tags only at creation, and only of this cluster, whose name
    EKS gives the session as a tag.
    """
    own = {f"aws:RequestTag/{_CLUSTER}": f"${{aws:PrincipalTag/{_CLUSTER}}}"}
    of_pool = {f"aws:RequestTag/eks:kubernetes-{name}-name": "*" for name in ("node-class", "node-pool")}
    of_node = {"aws:RequestTag/eks:kubernetes-cni-node-name": "*"}
    return (
        _allow("Compute", _LAUNCH, {"StringEquals": own, "StringLike": of_pool}),
        _allow("Storage", _VOLUMES, {"StringEquals": own}),
        _allow("Networking", _INTERFACES, {"StringEquals": own, "StringLike": of_node}),
    )


def key_statements(region: str, key: str) -> tuple[Statement, ...]:
    """Permission to start nodes whose volumes have a key of the user's."""
    actions = (
        *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*"),
        "kms:ReEncrypt*",
    )
    via = {"StringEquals": {"kms:ViaService": f"ec2.{region}.amazonaws.com"}}
    return (_allow("EncryptVolumes", actions, via, [key]),)


def _allow(sid: str, actions: Iterable[str], when: dict[str, dict[str, str]], on: Iterable[str] = ("*",)) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": list(on), "Condition": when}
