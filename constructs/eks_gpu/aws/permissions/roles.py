"""IAM roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.moved import moved_from
from eks_gpu.aws.permissions import policies
from eks_gpu.bindings import (
    Construct,
    TerraformResourceLifecycle,
    iam_role,
    iam_role_policy,
    iam_role_policy_attachment,
)
from eks_gpu.design.permissions.given import CNI_POLICY, NODE_POLICIES, SSM_POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.bindings import ITerraformDependable


class Role(Construct):
    """An IAM role that an AWS service assumes, with managed and inline policies.

    Whatever uses the role should depend on `attachments`, so that on the way down the policies outlive it: a node
    group whose role loses its policies first leaves network interfaces behind.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        trust: str,
        description: str,
        managed: Sequence[str] = (),
        inline: Mapping[str, str] | None = None,
        boundary: str | None = None,
        path: str | None = None,
        exchanged: str | None = None,
    ) -> None:
        """Create the role.

        Args:
            scope: The stack of the role.
            id: Construct id.
            name: Name in IAM, at most 64 characters.
            trust: Trust policy, as JSON.
            description: Purpose of the role, as AWS shows it.
            managed: ARNs of managed policies.
            inline: Policy documents by name.
            boundary: ARN of the policy that limits the role; None for no limit.
            path: IAM path of the role; None for IAM's own, ``/``.
            exchanged: Name of the managed policy that a role had in older releases, where its one managed policy is
                another now. The new one is attached before the old one is detached.
        """
        super().__init__(scope, id)
        self.role = iam_role.IamRole(
            self,
            "role",
            name=name,
            assume_role_policy=trust,
            description=description,
            permissions_boundary=boundary,
            path=path,
        )
        # To ask node for it takes a message, and every policy names it.
        self._name = self.role.name
        attached = [self._attach(arn, exchanged) for arn in managed]
        written = [
            iam_role_policy.IamRolePolicy(self, key, name=key, role=self._name, policy=text)
            for key, text in (inline or {}).items()
        ]
        self.attachments: tuple[ITerraformDependable, ...] = (*attached, *written)

    def _attach(self, arn: str, exchanged: str | None) -> iam_role_policy_attachment.IamRolePolicyAttachment:
        if exchanged is None:
            return iam_role_policy_attachment.IamRolePolicyAttachment(
                self, arn.rsplit("/", 1)[-1].replace("_", "-"), role=self._name, policy_arn=arn
            )
        # One address whatever the policy: two would be created and deleted in no order, and the role would for a moment
        # allow nothing.
        made = iam_role_policy_attachment.IamRolePolicyAttachment(
            self,
            "policy",
            role=self._name,
            policy_arn=arn,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        moved_from(self, made, exchanged)
        return made

    @property
    def arn(self) -> str:
        """ARN of the role."""
        return self.role.arn


class NodeRole(Role):
    """The role of a group's nodes: join the cluster, pull images, be reached through Session Manager.

    The CNI policy is not here; vpc-cni has it in a role of its own, so that pods cannot take it from a node.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        partition: str,
        boundary: str | None = None,
        path: str | None = None,
        ssm: bool = True,
        policies_too: Sequence[str] = (),
        cni: bool = False,
    ) -> None:
        """Create the role.

        Args:
            scope: The stack of the role.
            id: Construct id.
            name: Name in IAM, at most 64 characters.
            partition: AWS partition of the cluster.
            boundary: ARN of the policy that limits the role; None for no limit.
            path: IAM path of the role; None for IAM's own.
            ssm: Whether Session Manager reaches the nodes.
            policies_too: ARNs of further managed policies.
            cni: Whether the VPC CNI takes its permissions from the nodes, because nobody gave it a role of its own.
        """
        managed = (*NODE_POLICIES, *((SSM_POLICY,) if ssm else ()), *((CNI_POLICY,) if cni else ()))
        arns = [policies.aws_managed(partition, policy) for policy in managed]
        super().__init__(
            scope,
            id,
            name=name,
            trust=policies.trust("ec2.amazonaws.com"),
            description="Nodes of an EKS cluster",
            managed=list(dict.fromkeys([*arns, *policies_too])),
            boundary=boundary,
            path=path,
        )
