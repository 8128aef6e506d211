"""Taints, and the three ways in which EKS, Kubernetes and the autoscaler write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable


class Effect(Enum):
    """What a taint does to pods that do not tolerate it; the value is Kubernetes' word."""

    NO_SCHEDULE = "NoSchedule"
    PREFER_NO_SCHEDULE = "PreferNoSchedule"
    NO_EXECUTE = "NoExecute"

    @property
    def kubernetes(self) -> str:
        """In pod specs: ``NoSchedule``."""
        return self.value

    @property
    def eks(self) -> str:
        """In the EKS API, which refuses Kubernetes' word: ``NO_SCHEDULE``."""
        return self.name


@dataclass(frozen=True, slots=True)
class Taint:
    """A taint; it always has a value, because the autoscaler ignores one without."""

    key: str
    value: str
    effect: Effect

    @property
    def tag_value(self) -> str:
        """In the autoscaler's `node-template/taint/<key>` tag: ``present:NoSchedule``."""
        return f"{self.value}:{self.effect.kubernetes}"

    def __str__(self) -> str:
        """As kubectl writes it."""
        return f"{self.key}={self.value}:{self.effect.kubernetes}"


# Keeps pods that ask for no GPU off GPU nodes. EKS adds the toleration to pods that ask for `nvidia.com/gpu` by itself
# (ExtendedResourceToleration), because the key is the name of the resource.
GPU_TAINT = Taint("nvidia.com/gpu", "present", Effect.NO_SCHEDULE)


@dataclass(frozen=True, slots=True)
class TolerationDesign:
    """A toleration as Kubernetes writes it; None leaves a field out."""

    key: str | None
    operator: Literal["Exists", "Equal"]
    value: str | None = None
    effect: str | None = None


def tolerations_of(taints: Iterable[Taint]) -> tuple[TolerationDesign, ...]:
    """Tolerations of the GPU taint and of these, each once; a taint that only asks needs none."""
    return tuple(
        TolerationDesign(taint.key, "Exists", effect=taint.effect.kubernetes)
        if taint == GPU_TAINT
        else TolerationDesign(taint.key, "Equal", taint.value, taint.effect.kubernetes)
        for taint in dict.fromkeys([GPU_TAINT, *taints])
        if taint.effect is not Effect.PREFER_NO_SCHEDULE
    )
