"""Facts about a demand that a verdict cannot know; each doubt is a sentence with the pod as subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.nodes.labels import is_discovered
from eks_gpu.design.placement.words import wish
from eks_gpu.problem import listed
from eks_gpu.scheduling.demand import DEFAULT_SCHEDULER, HOSTNAME
from eks_gpu.scheduling.labels import ANY, Unresolved, alternatives

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.scheduling.demand import PodDemand, PodTerm
    from eks_gpu.scheduling.selectors import Among


def doubts_of(demand: PodDemand, among: Among, groups: Sequence[GroupModels]) -> tuple[str, ...]:
    """All of them: those that the demand came with first."""
    found = (*demand.doubts, *_held_back(demand), *_volumes(demand), *_labels(demand), *_others(demand, among))
    return tuple(dict.fromkeys((*found, *_places(demand, groups))))


def _held_back(demand: PodDemand) -> Iterator[str]:
    if demand.gates:
        yield f"waits until somebody removes the scheduling gate {listed(demand.gates)}"
    if demand.scheduler != DEFAULT_SCHEDULER:
        yield f"is placed by {demand.scheduler}; its verdict is that of kube-scheduler"


def _volumes(demand: PodDemand) -> Iterator[str]:
    for volume in demand.volumes:
        if volume.zonal is None:
            yield f"mounts {volume.name}; the zone of that volume, if it is in one, is not known here"
        elif volume.zonal and not volume.zones and not volume.per_pod:
            yield f"mounts {volume.name}, which is in one zone that is not known here, and all pods must run there"


def _labels(demand: PodDemand) -> Iterator[str]:
    """Requirements that nodes meet until a discovery tool labels them."""
    for one in (one for wanted in alternatives(demand) for one in wanted):
        if one.operator in {"NotIn", "DoesNotExist"} and is_discovered(one.key):
            yield f"{wish(one)}; feature discovery may set that label once a node runs"


def _others(demand: PodDemand, among: Among) -> Iterator[str]:
    """Terms about pods of which none is known here."""
    meant = [frozenset(among.meant(term, demand)) for term in demand.affinity]
    if meant and not frozenset[int].intersection(*meant):
        yield f"must run near pods that are not among these: {'; '.join(map(_meant, demand.affinity))}"
    for term in demand.anti_affinity:
        if not among.meant(term, demand):
            yield f"must not run near pods that are not among these: {_meant(term)}"


def _meant(term: PodTerm) -> str:
    selector = term.selector
    labels = [f"{key}={value}" for key, value in selector.labels.items()] if selector else []
    more = [wish(one).removeprefix("requires ") for one in selector.expressions] if selector else []
    return f"{listed([*labels, *more]) or 'any labels'} (by {term.topology_key})"


def _places(demand: PodDemand, groups: Sequence[GroupModels]) -> Iterator[str]:
    """Topology keys of which nodes have values that nobody knows yet."""
    spread, terms = demand.hard_spread, (*demand.affinity, *demand.anti_affinity)
    keys = dict.fromkeys([*(one.topology_key for one in spread), *(one.topology_key for one in terms)])
    for key in (key for key in keys if key != HOSTNAME):
        values = [node.labels.get(key) for models in groups for pool in models.pools for node in pool.nodes]
        if any(one == ANY and not isinstance(one, Unresolved) for one in values):
            yield f"is placed by the label {key}, whose values are known only once nodes run"
