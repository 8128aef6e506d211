"""Who may reach the cluster, and from where."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from eks_gpu.spec.model import Cidr, Many, SpecModel, refusal

_PRINCIPAL = re.compile(r"arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:(role|user)/[\w+=,.@/-]+", flags=re.ASCII)
_ASSUMED = re.compile(r"arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")
_EXAMPLE = "arn:aws:iam::111122223333:role/platform"


def _principal(arn: str) -> str:
    if assumed := _ASSUMED.fullmatch(arn):
        if assumed[3].startswith("AWSReservedSSO_"):
            command = f"aws iam get-role --role-name {assumed[3]} --query Role.Arn --output text"
            raise refusal(
                f"the ARN of the role itself, because EKS knows no sessions: write what '{command}' prints", _EXAMPLE
            )
        role = f"arn:{assumed[1]}:iam::{assumed[2]}:role/{assumed[3]}"
        raise refusal(
            f"the ARN of the role itself, because EKS knows no sessions: write {role} (with the role's path, if it has one)",
            _EXAMPLE,
        )
    if re.fullmatch(r"arn:aws[a-z-]*:iam::\d{12}:root", arn):
        raise refusal("the ARN of one IAM role or user; EKS gives no access to a whole account", _EXAMPLE)
    if _PRINCIPAL.fullmatch(arn) is None:
        raise refusal(f"the ARN of an IAM role or user, such as {_EXAMPLE}", _EXAMPLE)
    return arn


PrincipalArn = Annotated[str, AfterValidator(_principal)]


class AccessSpec(SpecModel):
    """Access to the Kubernetes API."""

    public_cidrs: Annotated[
        Many[Cidr],
        Field(
            description="Addresses that may reach the API from the internet, as CIDR blocks. Empty (the default) leaves the private endpoint "
            "only: the platform and workloads stacks must then be applied from inside the VPC."
        ),
    ] = ()
    private_cidrs: Annotated[
        Many[Cidr] | None,
        Field(
            description="Addresses that may reach the private endpoint, such as the VPC's block and those of networks connected to it. Default: the block "
            "of a created VPC; with an existing one, write it: EKS itself admits its own nodes only."
        ),
    ] = None
    runner: Annotated[
        Literal["vpc", "public"] | None,
        Field(
            description="Where Terraform runs: `vpc` (an agent or runner inside the VPC, or connected to it) or `public`. Unset with a private "
            "endpoint it is a warning, because a public runner would hang."
        ),
    ] = None
    creator_admin: Annotated[
        bool,
        Field(
            description="Whether the identity that creates the cluster administers it. Changing this later replaces the cluster."
        ),
    ] = True
    admins: Annotated[
        Many[PrincipalArn],
        Field(
            description="IAM roles and users that administer the cluster, by ARN. With `creator_admin`, leave out the one that applies the cluster stack: EKS has given it access already and refuses a second entry (409)."
        ),
    ] = ()
    viewers: Annotated[
        Many[PrincipalArn],
        Field(description="IAM roles and users that may look at workloads, but not at Secrets, by ARN."),
    ] = ()
    kubernetes_auth: Annotated[
        Literal["ephemeral", "exec", "data"],
        Field(
            description="How the Kubernetes provider gets its token: `ephemeral` (made anew at plan and at apply, never stored; Terraform >= 1.10, "
            "OpenTofu >= 1.11), `exec` (`aws eks get-token`, needs the AWS CLI), or `data` (read at plan, expires after 15 minutes)."
        ),
    ] = "ephemeral"
