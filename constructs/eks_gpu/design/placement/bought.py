"""The nodes of a pool that a provisioner would buy for a pod: of each type and each place that it expects to hold it.

Karpenter takes every type that suits the pod by its own model, and EC2 starts one of them (kubernetes-sigs/karpenter,
`pkg/controllers/provisioning/scheduling/nodeclaim.go`, filterInstanceTypesByRequirements). Karpenter tries the first of
several terms of a node affinity, and the next only where it finds no type (`preferences.go`,
removeRequiredNodeAffinityTerm).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import CPU, MEMORY, is_gpu, lacking
from eks_gpu.scheduling.demand import ZONE, Requirement
from eks_gpu.scheduling.labels import ZONES, meets, unmet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design.placement.node_models import Choice, NodeModel, PoolModels
    from eks_gpu.scheduling.demand import PodDemand

# Labels whose value the provisioner chooses with a node: the zone and the kind of capacity.
_CHOSEN = (ZONE, "karpenter.sh/capacity-type")


def bought_for(pod: PodDemand, pool: PoolModels) -> PoolModels:
    """The pool with only the types that would be bought for a pod; a managed node group as it is.

    Where no type would be, it has the one that comes nearest, which tells what is in the way.
    """
    if not pool.choices:
        return pool
    found = types_for(pod, pool)
    narrowed = found or [narrow for choice in pool.choices if (narrow := _narrowed(pod, choice))]
    nearest = found or [min(narrowed or pool.choices, key=lambda one: _distance(pod, one.template))]
    nodes = tuple(one.node for one in nearest)
    return replace(pool, template=nearest[0].template, nodes=nodes, choices=tuple(nearest))


def types_for(pod: PodDemand, pool: PoolModels) -> list[Choice]:
    """The types that a provisioner would ask EC2 for, each with the zones and kinds of capacity that suit the pod."""
    by_term = [replace(pod, node_terms=(term,)) for term in pod.node_terms] or [pod]
    for wanted in by_term:
        narrowed = [narrow for choice in pool.choices if (narrow := _narrowed(wanted, choice))]
        if found := [one for one in narrowed if not list(lacking(wanted.asks, one.template.free))]:
            return found
    return []


def suited(pod: PodDemand, pool: PoolModels) -> frozenset[str]:
    """Names of the types whose labels and zones suit a pod, whatever it asks for."""
    return frozenset(one.template.instance_type for one in pool.choices if _narrowed(pod, one))


def _narrowed(pod: PodDemand, choice: Choice) -> Choice | None:
    """The choice with the zones and the kinds of capacity that suit the pod; None if none do."""
    labels = choice.template.labels
    several = [(key, sorted(labels[key])) for key in _CHOSEN if len(labels.get(key, ())) > 1]
    if not several:
        return choice if _suits(pod, labels) else None
    fitting = [
        values
        for values in product(*(values for _, values in several))
        if _suits(pod, {**labels, **_settled([key for key, _ in several], values)})
    ]
    if not fitting:
        return None
    kept = {key: frozenset(one) for (key, _), one in zip(several, zip(*fitting, strict=True), strict=True)}
    chosen = {name: values for key, values in kept.items() for name in (ZONES if key == ZONE else (key,))}
    return replace(choice, template=_with(choice.template, chosen), node=_with(choice.node, chosen))


def _settled(keys: list[str], values: tuple[str, ...]) -> dict[str, frozenset[str]]:
    pairs = zip(keys, values, strict=True)
    return {name: frozenset({value}) for key, value in pairs for name in (ZONES if key == ZONE else (key,))}


def _with(node: NodeModel, chosen: Mapping[str, frozenset[str]]) -> NodeModel:
    return replace(node, labels={**node.labels, **{key: one for key, one in chosen.items() if key in node.labels}})


def _suits(pod: PodDemand, labels: Mapping[str, frozenset[str]]) -> bool:
    return not unmet(pod, labels) and all(
        meets(Requirement(ZONE, "In", volume.zones), labels) == "yes" for volume in pod.volumes if volume.zones
    )


def _distance(pod: PodDemand, template: NodeModel) -> tuple[int, int, tuple[int, ...]]:
    """How far a type is from holding a pod: requirements that it lacks, resources that it lacks, then larger first."""
    return len(unmet(pod, template.labels, surely=False)), len(list(lacking(pod.asks, template.free))), _size(template)


def _size(template: NodeModel) -> tuple[int, ...]:
    gpus = sum(amount for name, amount in template.capacity.items() if is_gpu(name))
    return (-gpus, -template.capacity[MEMORY], -template.capacity[CPU])


def largest(pool: PoolModels) -> Iterator[NodeModel]:
    """The nodes that bound a pool: all that may start, or of a provisioner's choices the largest.

    Karpenter puts pods on a planned node as long as some type holds them all, so the largest type is the bound.
    """
    if not pool.choices:
        yield from pool.nodes
        return
    yield min((choice.node for choice in pool.choices), key=_size)
