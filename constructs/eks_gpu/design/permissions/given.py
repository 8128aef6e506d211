"""Roles and policies that somebody else made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.spec import IamSpec

# Managed policies that nodes need, and the one by which Session Manager reaches them.
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
SSM_POLICY = "AmazonSSMManagedInstanceCore"
CNI_POLICY = "AmazonEKS_CNI_Policy"
# A role's field, the service that must be able to assume it, and the policies whose permissions it needs.
GIVEN_ROLES = (
    ("cluster_role_arn", "eks.amazonaws.com", ("AmazonEKSClusterPolicy",)),
    *((field, "ec2.amazonaws.com", NODE_POLICIES) for field in ("system_node_role_arn", "gpu_node_role_arn")),
)


def given_roles(iam: IamSpec) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The path in the file, ARN, service and policies of each role that somebody else made."""
    for field, service, policies in GIVEN_ROLES:
        arn: str | None = getattr(iam, field)
        if arn:
            yield f"iam.{field}", arn, service, policies


def iam_arns(iam: IamSpec) -> Iterator[tuple[str, str, str]]:
    """The path in the file, kind and ARN of each role and policy that must be of the cluster's own account."""
    yield from ((path, "roles", arn) for path, arn, _, _ in given_roles(iam))
    yield from ((f"iam.node_policies[{index}]", "policies", arn) for index, arn in enumerate(iam.node_policies))
