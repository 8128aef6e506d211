"""Components of a cluster that eks-gpu installs, or leaves to others."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import BeforeValidator

OURS: Final = "eks-gpu"
THEIRS: Final = "existing"
NOBODYS: Final = "none"


def _as_word(value: object) -> object:
    """`false` leaves a component to others, because people write that first; `true` is eks-gpu's own."""
    return {True: OURS, False: THEIRS}[value] if isinstance(value, bool) else value


PluginOwner = Annotated[
    Literal["eks-gpu", "existing"],
    BeforeValidator(_as_word, json_schema_input_type=Literal["eks-gpu", "existing"] | bool),
]
AddonWord = Annotated[
    str,
    Matches(
        r"v\d+\.\d+\.\d+-eksbuild\.\d+|existing|none",
        "an EKS add-on version, such as v1.20.4-eksbuild.2, or 'existing' (others install it) or 'none' (nobody does)",
        "v1.20.4-eksbuild.2",
    ),
]
StorageClassName = Annotated[
    str,
    Matches(
        r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*",
        "the name of a StorageClass, such as gp2, or 'eks-gpu' for one that eks-gpu creates",
        "gp2",
    ),
]
