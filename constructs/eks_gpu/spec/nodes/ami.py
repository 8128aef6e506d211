"""The AMI of a group's nodes, and the way updates replace nodes."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import SpecModel

AmiRelease = Annotated[
    str,
    Matches(
        r"1\.\d+\.\d+-\d{8}|\d+\.\d+\.\d+-[0-9a-f]{8}",
        "an AMI release, such as 1.35.2-20260714 (AL2023) or 1.62.1-9a1b2c3d (Bottlerocket)",
        "1.35.2-20260714",
    ),
]


class AmiReleaseSpec(SpecModel):
    """A specific release of EKS's own AMI."""

    release_version: Annotated[AmiRelease, Field(description="Release of the AMI, for the cluster's Kubernetes minor.")]


class AmiSpec(SpecModel):
    """The group's AMI: a specific release of EKS's own, or one that you built."""

    release_version: Annotated[
        AmiRelease | None,
        Field(
            description="Release of the AMI. If it is unset, EKS takes its newest release when the group is created and "
            "keeps it until you change something that rolls nodes."
        ),
    ] = None
    id: Annotated[
        Annotated[
            str,
            Matches(r"ami-[0-9a-f]{8,17}", "the id of an AMI, such as ami-0a1b2c3d4e5f60718", "ami-0a1b2c3d4e5f60718"),
        ]
        | None,
        Field(
            description="Your own AMI, built on EKS's AMI for the group's `os` and containing NVIDIA's driver. EKS then "
            "adds nothing to the user data, so eks-gpu writes everything that a node needs to join. Changing "
            "from or to EKS's own AMI replaces the group."
        ),
    ] = None
    user_data: Annotated[
        str | None,
        Field(
            description="Additional user data for nodes with your own AMI, besides what eks-gpu writes so that they join."
            " AL2023: a shell script that runs before kubelet starts (its first line begins with '#!'), or a "
            "NodeConfig. Bottlerocket: settings in TOML. Only with `id`."
        ),
    ] = None


class UpdateSpec(SpecModel):
    """How many nodes an update may take out of service at the same time, by number or percentage, and in which order."""

    max_unavailable: Annotated[
        int | None, Field(ge=1, le=100, description="Number of nodes that may be unavailable at the same time.")
    ] = None
    max_unavailable_percentage: Annotated[
        int | None,
        Field(ge=1, le=100, description="Percentage of the group's nodes that may be unavailable at the same time."),
    ] = None
    strategy: Annotated[
        Literal["default", "minimal"],
        Field(
            description="`default` starts new nodes before the old ones end; `minimal` ends the old ones first, which is "
            "necessary when capacity is reserved and full. `minimal` needs a newer AWS provider, which the "
            "cluster stack then requires."
        ),
    ] = "default"
