"""The control plane: logs, scaling tier, zonal shift, security groups."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import Many, SecurityGroupId, SpecModel

LogType = Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]
# CloudWatch Logs API reference, PutRetentionPolicy; 0 is the provider's word for never.
RetentionDays = Literal[
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]


class ControlPlaneSpec(SpecModel):
    """Settings of the EKS control plane."""

    logs: Annotated[
        Many[LogType],
        Field(
            description="Kinds of logs that EKS writes to CloudWatch. `audit` is most of the volume. Changed in place. "
            "Default: all five; `[]` writes none."
        ),
    ] = ("api", "audit", "authenticator", "controllerManager", "scheduler")
    log_retention_days: Annotated[
        RetentionDays,
        Field(
            description="Days after which CloudWatch deletes records; 0 keeps them forever. Changed in place; fewer days "
            "delete older records at once."
        ),
    ] = 90
    log_class: Annotated[
        Literal["standard", "infrequent-access"] | None,
        Field(
            description="Class of the log group. `infrequent-access` costs half at ingestion and has no metric filters, no "
            "subscriptions and no live tail. Only a new cluster takes it: another class would replace the log "
            "group, and delete its records. Default: `standard`."
        ),
    ] = None
    scaling_tier: Annotated[
        Literal["standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl"] | None,
        Field(
            description="Capacity that EKS keeps ready for the control plane, for thousands of pods that start at once. "
            "Tiers above `standard` are billed by the hour; `tier-8xl` needs a newer AWS provider, which the cluster stack "
            "then requires. Changed in place; to go back, write `standard`, "
            "because EKS keeps a tier that the file no longer has. Default: EKS's own, `standard`."
        ),
    ] = None
    zonal_shift: Annotated[
        bool | None,
        Field(
            description="Let Amazon Application Recovery Controller move traffic out of a zone that fails. Jobs and GPU "
            "capacity there do not move. Changed in place; to turn it off, write `false`. Default: off."
        ),
    ] = None
    security_group_ids: Annotated[
        Many[SecurityGroupId],
        Field(
            max_length=4,
            description="Security groups of the VPC for the control plane's network interfaces, such as one that admits a "
            "bastion to the API, in addition to the one that EKS creates. Changed in place.",
        ),
    ] = ()
