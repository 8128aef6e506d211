"""The AMI of a group's nodes, and how nodes are replaced by newer ones."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eks_gpu.spec.model import Matches, SpecModel

AmiRelease = Annotated[
    str,
    Matches(
        r"1\.\d+\.\d+-\d{8}|\d+\.\d+\.\d+-[0-9a-f]{8}",
        "an AMI release, such as 1.35.2-20260714 (AL2023) or 1.62.1-9a1b2c3d (Bottlerocket)",
        "1.35.2-20260714",
    ),
]


class AmiReleaseSpec(SpecModel):
    """A certain release of EKS's own AMI."""

    release_version: Annotated[AmiRelease, Field(description="Release of the AMI, of the cluster's Kubernetes minor.")]


class AmiSpec(SpecModel):
    """The group's AMI: a certain release of EKS's own, or one that you built."""

    release_version: Annotated[
        AmiRelease | None,
        Field(
            description="Release of the AMI. Unset, EKS takes its newest when the group is made and keeps it until you change something that rolls nodes."
        ),
    ] = None
    id: Annotated[
        Annotated[
            str,
            Matches(r"ami-[0-9a-f]{8,17}", "the id of an AMI, such as ami-0a1b2c3d4e5f60718", "ami-0a1b2c3d4e5f60718"),
        ]
        | None,
        Field(
            description="An AMI of yours, built on EKS's for the group's `os`, with NVIDIA's driver in it. EKS then adds nothing to its user data: "
            "all that a node needs to join is written for it. Changing from or to EKS's own replaces the group."
        ),
    ] = None
    user_data: Annotated[
        str | None,
        Field(
            description="More for the nodes of an AMI of yours, beside what makes them join. AL2023: a shell script that runs before kubelet starts "
            "(its first line begins with '#!'), or a NodeConfig. Bottlerocket: settings in TOML. Goes with `id`."
        ),
    ] = None


class UpdateSpec(SpecModel):
    """How many nodes an update may take away at once, by number or by share, and how."""

    max_unavailable: Annotated[int | None, Field(ge=1, le=100, description="Nodes.")] = None
    max_unavailable_percentage: Annotated[
        int | None, Field(ge=1, le=100, description="Share of the group, in percent.")
    ] = None
    strategy: Annotated[
        Literal["default", "minimal"],
        Field(
            description="`default` starts new nodes before the old ones end; `minimal` ends the old ones first, which capacity that is reserved and full needs. "
            "The latter takes a newer AWS provider, which the cluster stack then asks for."
        ),
    ] = "default"
