"""A cluster with what is decided about it and what is emitted for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.synthesized import EXAMPLES, SPECS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import ClusterDesign

DRAWN = tuple(f"drawn-{index}" for index in range(8))
NAMES = (*(path.stem for path in (*EXAMPLES, *SPECS)), *DRAWN)


@dataclass(frozen=True)
class Cluster:
    """A synthesized cluster.

    Attributes:
        design: The drawn choices.
        stack: The Terraform of `<cluster>-cluster`.
        zones: Zones by what stands in `subnet_ids`; None for one of which only the id is known.
    """

    design: ClusterDesign
    stack: dict[str, Any]
    zones: Mapping[str, str | None]
