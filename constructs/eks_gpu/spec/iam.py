"""Rules of the AWS account for the IAM roles that eks-gpu creates."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from eks_gpu.spec.model import SpecModel
from eks_gpu.spec.workloads.service_account import PolicyArn


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
