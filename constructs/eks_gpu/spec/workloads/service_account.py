"""AWS permissions of a workload's pods."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import DnsLabel, Many, SpecModel

Action = Annotated[
    str,
    Matches(
        r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+",
        "an IAM action with its service, such as s3:GetObject or s3:Get*",
        "s3:GetObject",
    ),
]
# IAM fills in ${aws:PrincipalTag/kubernetes-namespace} and the like, so that one statement serves many pods.
ResourceArn = Annotated[
    str,
    Matches(
        r"\*|arn:(aws|aws-cn|aws-us-gov):[a-z0-9-]+:([a-z0-9-]*|\*):(\d{12}|aws|\*)?:[^\s:]\S*",
        "an ARN of six parts, such as arn:aws:s3:::models/* or arn:aws:sqs:us-west-2:111122223333:jobs",
        "arn:aws:s3:::models/*",
    ),
]
PolicyArn = Annotated[
    str,
    Matches(
        r"arn:(aws|aws-cn|aws-us-gov):iam::(aws|\d{12}):policy/[\w+=,.@/-]+",
        "the ARN of a managed policy, such as arn:aws:iam::111122223333:policy/read-models",
        "arn:aws:iam::111122223333:policy/read-models",
    ),
]
ConditionOperator = Annotated[
    str,
    Matches(
        r"((ForAllValues|ForAnyValue):)?[A-Z][A-Za-z]+", "an IAM condition operator, such as StringLike", "StringLike"
    ),
]


class StatementSpec(SpecModel):
    """A statement of an IAM policy."""

    actions: Annotated[Many[Action], Field(min_length=1, description="IAM actions. A rule refuses `*` and `s3:*`.")]
    resources: Annotated[
        Many[ResourceArn],
        Field(
            min_length=1, description="ARNs that the actions apply to. Objects of a bucket are `arn:aws:s3:::bucket/*`."
        ),
    ]
    effect: Annotated[
        Literal["Allow", "Deny"], Field(description="Whether the statement allows or denies the actions.")
    ] = "Allow"
    conditions: Annotated[
        dict[ConditionOperator, dict[str, str | Many[str]]],
        Field(description="IAM conditions, by operator and key: `{StringLike: {s3:prefix: [llama/*]}}`."),
    ] = {}


class ServiceAccountSpec(SpecModel):
    """The identity of a workload's pods in Kubernetes and, through Pod Identity, in AWS.

    Workloads of one namespace share an account by its name; its permissions are then written in one of them, or
    identically in each of them.
    """

    name: Annotated[
        DnsLabel, Field(max_length=63, description="Name of the service account, in the workload's namespace.")
    ]
    policy_arns: Annotated[
        Many[PolicyArn],
        Field(
            max_length=10,
            description="ARNs of managed policies for its role; AWS's own policies are broad, so prefer your own.",
        ),
    ] = ()
    statements: Annotated[
        Many[StatementSpec],
        Field(description="Policy statements of its role. Without these and `policy_arns` no role is created."),
    ] = ()
