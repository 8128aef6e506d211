"""The AWS Load Balancer Controller, which makes the load balancers of `expose`."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field, JsonValue
from eks_gpu.spec.model import SpecModel
from eks_gpu.spec.times import Duration


class LoadBalancerControllerSpec(SpecModel):
    """The controller: installed by eks-gpu, or by somebody else."""

    kind: Annotated[
        Literal["install", "existing"],
        Field(
            description="`install` brings the chart, the controller's IAM role and its IngressClass `alb`; `existing` says that "
            "the cluster gets the controller from elsewhere. Changing it to `existing` uninstalls the release, and until "
            "another controller runs, load balancers are neither changed nor deleted."
        ),
    ] = "install"
    version: Annotated[
        Annotated[str, Matches(r"\d+\.\d+\.\d+", "an exact version of the chart, such as 3.5.0", "3.5.0")] | None,
        Field(
            description="Exact version of the chart `aws-load-balancer-controller`. Another version upgrades the release in "
            "place; load balancers stay. Default: the version that eks-gpu knows, with the permissions that belong to it."
        ),
    ] = None
    values: Annotated[
        dict[str, JsonValue],
        Field(
            description="Values of the chart, in addition to those that eks-gpu sets and above them. Changed in place."
        ),
    ] = {}
    timeout: Annotated[Duration, Field(description="Time that Helm waits until the controller runs.")] = "5m"
