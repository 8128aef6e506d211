"""Taints, and the three ways in which EKS, Kubernetes and the autoscaler write them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass

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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class TolerationDesign:
    """A toleration as Kubernetes writes it; None leaves a field out."""

    key: str | None
    operator: Literal["Exists", "Equal"]
    value: str | None = None
    effect: str | None = None


def tolerations_of(taints: Iterable[Taint]) -> tuple[TolerationDesign, ...]:
    """Tolerations of the GPU taint and of these, each once; a taint that only asks needs none."""
    return tolerating([GPU_TAINT, *taints])


def tolerating(taints: Iterable[Taint]) -> tuple[TolerationDesign, ...]:
    """Tolerations of these taints, each once; a taint that only asks needs none."""
    return tuple(
        TolerationDesign(taint.key, "Exists", effect=taint.effect.kubernetes)
        if taint == GPU_TAINT
        else TolerationDesign(taint.key, "Equal", taint.value, taint.effect.kubernetes)
        for taint in dict.fromkeys(taints)
        if taint.effect is not Effect.PREFER_NO_SCHEDULE
    )


def automatic(asked: Iterable[str]) -> tuple[TolerationDesign, ...]:
    """What EKS adds to a pod that asks for these resources.

    Its admission plug-in ExtendedResourceToleration adds a toleration for each extended resource, whose key is the
    resource's name and whose effect is NoSchedule alone: a pod that asks for `nvidia.com/gpu.shared` gets none for the
    taint `nvidia.com/gpu` (kubernetes/kubernetes#55839).
    """
    extended = (name for name in asked if "/" in name and "kubernetes.io/" not in name)
    return tuple(TolerationDesign(name, "Exists", effect=Effect.NO_SCHEDULE.kubernetes) for name in extended)


def tolerates(toleration: TolerationDesign, taint: Taint) -> bool:
    """Whether a toleration covers a taint, by Kubernetes' rules: what is left out covers everything."""
    if toleration.effect not in {None, taint.effect.kubernetes}:
        return False
    if toleration.key is None:
        return toleration.operator == "Exists"
    return toleration.key == taint.key and (toleration.operator == "Exists" or toleration.value == taint.value)


def repelling(taints: Iterable[Taint], tolerations: Iterable[TolerationDesign]) -> tuple[Taint, ...]:
    """Taints that keep a pod with these tolerations away; one that only asks does not."""
    known = tuple(tolerations)
    return tuple(
        taint
        for taint in taints
        if taint.effect is not Effect.PREFER_NO_SCHEDULE and not any(tolerates(one, taint) for one in known)
    )
