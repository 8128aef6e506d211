"""Quantities, tolerations and taints as they were seen, in the units and words of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.situation.rules_seen import requirement
from eks_gpu.scheduling.demand import NodeTerm
from eks_gpu.scheduling.quantity import any_quantity
from eks_gpu.scheduling.requests import Resources, effective_requests, whole
from eks_gpu.scheduling.taints import Effect, Taint, TolerationDesign

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from eks_gpu.doctor.answers.kubernetes import Container, NodeTaint, Pod

_EFFECTS = {word: effect for effect in Effect for word in (effect.kubernetes, effect.eks)}


def amounts(seen: Mapping[str, str]) -> dict[str, int]:
    """Quantities by resource; one that is none is left out."""
    return {name: whole(name, quantity) for name, quantity in _quantities(seen).items()}


def _quantities(seen: Mapping[str, str]) -> dict[str, Decimal]:
    found = ((name, _quantity(text)) for name, text in seen.items())
    return {name: quantity for name, quantity in found if quantity is not None}


def _quantity(text: str) -> Decimal | None:
    try:
        return any_quantity(text)
    except ValueError:
        return None


def asks_of(pod: Pod) -> dict[str, int]:
    """What a pod asks of a node, as kube-scheduler counts it: with the overhead that its RuntimeClass gave it."""
    own, first = map(_resources, pod.spec.containers), map(_resources, pod.spec.init_containers)
    return effective_requests(own, first, overhead=_quantities(pod.spec.overhead))


def _resources(container: Container) -> Resources:
    asked = container.resources
    return Resources(_quantities(asked.requests), _quantities(asked.limits), stays=container.restart_policy == "Always")


def node_terms_seen(pod: Pod) -> tuple[NodeTerm, ...]:
    """A pod's required node affinity; the node's name, to which a controller pins its pods, is not read."""
    return tuple(
        NodeTerm(tuple(map(requirement, term.expressions)))
        for term in pod.spec.affinity.node.required.terms
        if term.expressions
    )


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
