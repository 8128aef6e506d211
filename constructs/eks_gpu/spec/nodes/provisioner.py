"""The provisioner of node pools: Karpenter, installed by eks-gpu, or EKS Auto Mode."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import BeforeValidator, Field, JsonValue
from eks_gpu.spec.model import SpecModel
from eks_gpu.spec.times import Duration

ProvisionerKind = Literal["auto-mode", "karpenter", "none"]


class ProvisionerSpec(SpecModel):
    """The component that buys the nodes of `gpu_node_pools`."""

    kind: Annotated[
        ProvisionerKind,
        Field(
            description="`karpenter` installs the controller, its definitions, roles and interruption queue; `auto-mode` turns "
            "EKS Auto Mode on, which runs Karpenter, storage and load balancing outside of the cluster. `none` turns Auto Mode "
            "off where it was on, and has to stay: the AWS provider refuses to plan a cluster whose file no longer speaks of "
            "Auto Mode. Changing it on a running cluster removes the old one's nodes."
        ),
    ]
    version: Annotated[
        Annotated[str, Matches(r"\d+\.\d+\.\d+", "an exact version of Karpenter, such as 1.14.1", "1.14.1")] | None,
        Field(
            description="Exact version of Karpenter and its definitions. Another version upgrades in place; nodes drift where "
            "the new version says so. Default: the version that eks-gpu knows. Only with `karpenter`."
        ),
    ] = None
    values: Annotated[
        dict[str, JsonValue],
        Field(
            description="Values of Karpenter's chart, in addition to those that eks-gpu sets and above them. Changed in place. "
            "Only with `karpenter`."
        ),
    ] = {}
    timeout: Annotated[
        Duration, Field(description="Time that Helm waits until Karpenter runs. Only with `karpenter`.")
    ] = "5m"
    system_pools: Annotated[
        bool,
        Field(
            description="Let Auto Mode's own pools `general-purpose` and `system` buy nodes for pods without GPUs. Default "
            "false: the system nodes run them. Changed in place; without them, their nodes are removed. Only with `auto-mode`."
        ),
    ] = False


def _kind_alone(value: object) -> object:
    return {"kind": value} if isinstance(value, str) else value


# `provisioner: karpenter` is short for its kind.
Provisioner = Annotated[
    ProvisionerSpec, BeforeValidator(_kind_alone, json_schema_input_type=ProvisionerKind | ProvisionerSpec)
]
