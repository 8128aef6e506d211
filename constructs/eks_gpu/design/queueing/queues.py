"""Queues: one for each namespace with a quota, with its part of every flavor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.queueing.quota import Quota, Shared, split
from eks_gpu.design.workloads.namespaces import gpu_limits
from eks_gpu.design.workloads.queued import is_queued
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eks_gpu.design.queueing.flavors import FlavorDesign
    from eks_gpu.spec import ClusterSpec, NamespaceQueueSpec, NamespaceSpec

DEFAULT_COHORT = "shared"


@dataclass(frozen=True)
class QueueDesign:
    """A queue: a ClusterQueue and its LocalQueue, both with the name of the namespace.

    Attributes:
        where: Path of the namespace in the file.
        name: Name of the namespace.
        cohort: Name of its cohort; None if it neither borrows nor lends.
        quotas: Its quota by flavor and resource.
        weight: Its weight in fair sharing.
    """

    where: str
    name: str
    cohort: str | None
    quotas: Mapping[str, Mapping[str, Quota]]
    weight: int


def design_queues(
    spec: ClusterSpec, flavors: Sequence[FlavorDesign], resources: Sequence[str]
) -> tuple[QueueDesign, ...]:
    """The queues, in the order of the namespaces."""
    return tuple(
        _queue(spec, f"namespaces[{index}]", namespace, flavors, resources)
        for index, namespace in enumerate(spec.namespaces)
        if is_queued(spec, namespace)
    )


def cohorts(spec: ClusterSpec) -> dict[str, tuple[str, ...]]:
    """The namespaces of each cohort, as the file has them."""
    queued = tuple(namespace.name for namespace in spec.namespaces if is_queued(spec, namespace))
    if spec.queueing is None:
        return {}
    if spec.queueing.cohorts is None:
        return {DEFAULT_COHORT: queued} if len(queued) > 1 else {}
    return {cohort.name: cohort.namespaces for cohort in spec.queueing.cohorts}


def shared(queues: Sequence[QueueDesign], queue: QueueDesign, flavor: str, resource: str) -> Shared:
    """The quotas that a queue borrows from, its own among them."""
    members = [one for one in queues if one is queue or (queue.cohort and one.cohort == queue.cohort)]
    return Shared({one.name: one.quotas[flavor][resource] for one in members})


def _queue(
    spec: ClusterSpec, where: str, namespace: NamespaceSpec, flavors: Sequence[FlavorDesign], resources: Sequence[str]
) -> QueueDesign:
    cohort = next((name for name, members in cohorts(spec).items() if namespace.name in members), None)
    limits = gpu_limits(namespace.gpu_quota or 0, resources)
    parts = {resource: _parts(namespace.queue, limits[resource], flavors, resource) for resource in resources}
    return QueueDesign(
        where=where,
        name=namespace.name,
        cohort=cohort,
        quotas={
            flavor.name: {
                resource: _quota(parts[resource][index], namespace.queue, cohort=cohort) for resource in resources
            }
            for index, flavor in enumerate(flavors)
        },
        weight=namespace.queue.weight if namespace.queue else 1,
    )


def _parts(queue: NamespaceQueueSpec | None, whole: int, flavors: Sequence[FlavorDesign], resource: str) -> list[int]:
    """The namespace's own amount on each flavor: as written, or in proportion to what the groups can have."""
    if queue and queue.quotas:
        return [queue.quotas.get(flavor.group, 0) if resource in flavor.offers else 0 for flavor in flavors]
    return split(whole, (flavor.most(resource) for flavor in flavors))


def _quota(nominal: int, queue: NamespaceQueueSpec | None, *, cohort: str | None) -> Quota:
    """Kueue refuses limits of a queue that is in no cohort."""
    if queue is None or cohort is None:
        return Quota(nominal)
    lending = None if queue.lending_limit is None else min(queue.lending_limit, nominal)
    return Quota(nominal, queue.borrowing_limit, lending)


def totals(queues: Sequence[QueueDesign], flavor: str, resource: str) -> Iterator[tuple[QueueDesign, int]]:
    """The nominal quota of every queue that has one."""
    for queue in queues:
        if nominal := queue.quotas[flavor][resource].nominal:
            yield queue, nominal
