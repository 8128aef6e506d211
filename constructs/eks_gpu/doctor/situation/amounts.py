"""Quantities, tolerations and taints as they were seen, in the units and words of the design."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import BYTES, CPU, PODS
from eks_gpu.scheduling.quantity import parse_quantity
from eks_gpu.scheduling.taints import Effect, Taint, TolerationDesign

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.doctor.answers.kubernetes import Container, NodeTaint, Pod

_EFFECTS = {word: effect for effect in Effect for word in (effect.kubernetes, effect.eks)}


def amounts(seen: Mapping[str, str]) -> dict[str, int]:
    """Quantities by resource; one that is none is left out."""
    found = ((name, _amount(name, text)) for name, text in seen.items())
    return {name: amount for name, amount in found if amount is not None}


def _amount(name: str, text: str) -> int | None:
    try:
        value = parse_quantity(text.strip())
    except ValueError:
        return None
    if name == CPU:
        return math.ceil(value * 1000)
    return math.ceil(value / 2**20) if name in BYTES else math.ceil(value)


def asks_of(pod: Pod) -> dict[str, int]:
    """Requests of a pod: of its containers together, or of its largest init container."""
    beside = [
        init_container for init_container in pod.spec.init_containers if init_container.restart_policy == "Always"
    ]
    first = [
        _asked(init_container)
        for init_container in pod.spec.init_containers
        if init_container.restart_policy != "Always"
    ]
    running = [_asked(container) for container in (*pod.spec.containers, *beside)]
    names = {name for asked in (*first, *running) for name in asked}
    return {
        PODS: 1,
        **{
            name: max(sum(asked.get(name, 0) for asked in running), *(asked.get(name, 0) for asked in first), 0)
            for name in sorted(names)
        },
    }


def _asked(container: Container) -> dict[str, int]:
    """Kubernetes uses the limit as the request if there is no request."""
    return amounts({**container.resources.limits, **container.resources.requests})


def tolerations_seen(pod: Pod) -> tuple[TolerationDesign, ...]:
    """A pod's tolerations."""
    return tuple(
        TolerationDesign(
            toleration.key or None,
            "Exists" if toleration.operator == "Exists" else "Equal",
            toleration.value,
            toleration.effect or None,
        )
        for toleration in pod.spec.tolerations
    )


def taints_seen(taints: Iterable[NodeTaint]) -> tuple[Taint, ...]:
    """Taints of a node or of an EKS node group, in the design's form."""
    return tuple(Taint(taint.key, taint.value, _EFFECTS[taint.effect]) for taint in taints if taint.effect in _EFFECTS)
