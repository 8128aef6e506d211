"""GPU sharing between the pods of a group."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import BeforeValidator, Discriminator, Field, Tag
from eks_gpu.spec.model import SpecModel

MigProfileName = Annotated[
    str,
    Matches(
        r"[1-9]g\.[1-9]\d*gb",
        "a MIG profile such as 1g.10gb; the variants with '+me', '+gfx' or '-me' are not supported",
        "1g.10gb",
    ),
]
# The plugin's own limit for a GPU since Turing (its `cmd/mps-control-daemon/mps/device.go`), and Bottlerocket's.
MOST_MPS_CLIENTS = 48


class TimeSlicingSpec(SpecModel):
    """Pods take turns on a GPU; each can use all of its memory, and nothing isolates them from each other."""

    replicas: Annotated[
        int,
        Field(
            ge=2,
            le=1000,
            description="Shares of each GPU (of each MIG slice, with `mig`), and thus the number of pods that may run on "
            "it at the same time.",
        ),
    ]
    rename: Annotated[
        bool,
        Field(
            description="Advertise shares as `nvidia.com/gpu.shared`, so that nobody takes a share for a whole GPU. The "
            "autoscaler then judges the group's nodes by CPU and memory, and does not wait for their GPUs to "
            "appear."
        ),
    ] = False
    fail_requests_greater_than_one: Annotated[
        bool,
        Field(
            description="Refuse a container that requests two shares. Default true, because two shares are no faster than"
            " one and may be of the same GPU."
        ),
    ] = True


class MpsSpec(SpecModel):
    """Pods run on a GPU at the same time, each within an equal share of its memory and cores; NVIDIA calls it experimental."""

    replicas: Annotated[
        int,
        Field(
            ge=2,
            le=MOST_MPS_CLIENTS,
            description="Shares of each GPU, and thus the number of pods that may run on it at the same time.",
        ),
    ]
    rename: Annotated[bool, Field(description="Advertise shares as `nvidia.com/gpu.shared`.")] = False


def _form(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return "layout" if isinstance(value, dict) else "profile"


MIG_FORMS = frozenset({"layout", "profile"})
MigSpec = Annotated[
    Annotated[MigProfileName, Tag("profile")]
    | Annotated[
        dict[MigProfileName, Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7), Tag("layout")
    ],
    Discriminator(_form),
]


class SharingSpec(SpecModel):
    """How GPUs are shared; if nothing is set, they are not."""

    time_slicing: Annotated[
        TimeSlicingSpec | None, Field(description="Pods take turns; for notebooks and other work that is mostly idle.")
    ] = None
    mps: Annotated[
        MpsSpec | None,
        Field(
            description="Pods run at the same time within limits; for many small CUDA processes that trust each other."
        ),
    ] = None
    mig: Annotated[
        MigSpec | None,
        Field(
            description="GPUs are partitioned in hardware, with memory and faults isolated. A profile (`1g.10gb`) "
            "partitions every GPU into as many slices of that profile as fit, advertised as `nvidia.com/gpu`."
            " Numbers by profile (`{1g.10gb: 4, 3g.40gb: 1}`) are the slices of each GPU, advertised as "
            "`nvidia.com/mig-<profile>`. Changing it replaces the nodes."
        ),
    ] = None


def _none(value: object) -> object:
    """The empty mapping for `sharing: none`, which means the same as leaving the field out."""
    return {} if value == "none" else value


Sharing = Annotated[SharingSpec, BeforeValidator(_none, json_schema_input_type=Literal["none"] | SharingSpec)]
