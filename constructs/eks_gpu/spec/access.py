"""Access to the cluster: by which identities, and from which addresses."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from eks_gpu.models.matches import Matches, refusal
from eks_gpu.models.words import AfterValidator, Field
from eks_gpu.spec.model import Cidr, Many, SpecModel

_PRINCIPAL = re.compile(r"arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:(role|user)/[\w+=,.@/-]+", flags=re.ASCII)
_ASSUMED = re.compile(r"arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")
_EXAMPLE = "arn:aws:iam::111122223333:role/platform"


def _principal(arn: str) -> str:
    if assumed := _ASSUMED.fullmatch(arn):
        if assumed[3].startswith("AWSReservedSSO_"):
            command = f"aws iam get-role --role-name {assumed[3]} --query Role.Arn --output text"
            raise refusal(
                f"the ARN of the role itself, because EKS does not accept the ARN of a session: write what '{command}' prints",
                _EXAMPLE,
            )
        role = f"arn:{assumed[1]}:iam::{assumed[2]}:role/{assumed[3]}"
        raise refusal(
            f"the ARN of the role itself, because EKS does not accept the ARN of a session: write {role} (with the role's path, if it has one)",
            _EXAMPLE,
        )
    if re.fullmatch(r"arn:aws[a-z-]*:iam::\d{12}:root", arn):
        raise refusal("the ARN of one IAM role or user, because EKS cannot give access to a whole account", _EXAMPLE)
    if _PRINCIPAL.fullmatch(arn) is None:
        raise refusal(f"the ARN of an IAM role or user, such as {_EXAMPLE}", _EXAMPLE)
    return arn


PrincipalArn = Annotated[str, AfterValidator(_principal)]


KubernetesGroup = Annotated[
    str,
    Matches(
        r"(?!(system|eks|aws|amazon|iam):)[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}",
        "the name of a Kubernetes group that does not begin with system:, eks:, aws:, amazon: or iam:, such as ml-team",
        "ml-team",
    ),
]
NamespacePattern = Annotated[
    str,
    Matches(
        r"[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?",
        "the name of a namespace, or a pattern such as research-*",
        "research-*",
    ),
]


class TeamSpec(SpecModel):
    """People or pipelines that work in some namespaces and see nothing else of the cluster."""

    principals: Annotated[
        Many[PrincipalArn],
        Field(
            min_length=1,
            description="ARNs of the team's IAM roles and users. Each has one access entry, also if several teams name it. "
            "An entry is created or deleted at once.",
        ),
    ]
    namespaces: Annotated[
        Many[NamespacePattern],
        Field(
            max_length=50,
            description="Namespaces in which `policy` holds; `research-*` stands for all that begin so. For each principal "
            "the namespaces of all teams with the same policy are merged. Changing them replaces the "
            "association: the team is without it for a moment.",
        ),
    ] = ()
    policy: Annotated[
        Literal["view", "edit", "admin"] | None,
        Field(
            description="Permissions in these namespaces: `view` (no Secrets), `edit` (workloads, Secrets, no roles) or "
            "`admin` (roles too). EKS's policies do not cover custom resources, such as RayJobs or queues: "
            "give those to `kubernetes_groups`. Changing it replaces the association. Default: none, only "
            "with `kubernetes_groups`."
        ),
    ] = None
    kubernetes_groups: Annotated[
        Many[KubernetesGroup],
        Field(
            max_length=20,
            description="Kubernetes groups that the principals are in, for RoleBindings of your own, which custom "
            "resources need. Changed in place.",
        ),
    ] = ()


class AccessSpec(SpecModel):
    """Access to the Kubernetes API."""

    public_cidrs: Annotated[
        Many[Cidr],
        Field(
            description="CIDR blocks that may reach the API from the internet. Empty (the default) leaves only the "
            "private endpoint: the platform and workloads stacks must then be applied from inside the VPC."
        ),
    ] = ()
    private_cidrs: Annotated[
        Many[Cidr] | None,
        Field(
            description="CIDR blocks that may reach the private endpoint, such as those of the VPC and of networks "
            "connected to it. Default: the block of a created VPC. With an existing VPC, write its block "
            "here, because EKS itself admits only its own nodes."
        ),
    ] = None
    runner: Annotated[
        Literal["vpc", "public"] | None,
        Field(
            description="Place where Terraform runs: `vpc` (an agent or runner inside the VPC, or connected to it) or "
            "`public`. Leaving it unset with a private endpoint causes a warning, because a public runner "
            "would hang."
        ),
    ] = None
    creator_admin: Annotated[
        bool,
        Field(
            description="Whether the identity that creates the cluster administers it. Changing it later replaces the cluster."
        ),
    ] = True
    admins: Annotated[
        Many[PrincipalArn],
        Field(
            description="ARNs of IAM roles and users that administer the cluster. With `creator_admin`, leave out the "
            "identity that applies the cluster stack: EKS has already given it access and refuses a second "
            "entry (409)."
        ),
    ] = ()
    viewers: Annotated[
        Many[PrincipalArn],
        Field(description="ARNs of IAM roles and users that may view workloads, but not Secrets."),
    ] = ()
    teams: Annotated[
        Many[TeamSpec],
        Field(
            description="Teams that work in namespaces of their own: `{principals: […], namespaces: [research], policy: "
            "edit}`. Nobody in `admins` or `viewers` can be in a team. Access is given and taken at once."
        ),
    ] = ()
    kubernetes_auth: Annotated[
        Literal["ephemeral", "exec", "data"],
        Field(
            description="How the Kubernetes provider gets its token: `ephemeral` (requested again at plan and at apply, "
            "never stored; Terraform >= 1.10, OpenTofu >= 1.11), `exec` (`aws eks get-token`, needs the AWS "
            "CLI), or `data` (read at plan, expires after 15 minutes)."
        ),
    ] = "ephemeral"
