"""Kueue's objects (`kueue.x-k8s.io/v1beta2`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.cluster.names import MANAGED_BY
from eks_gpu.design.workloads.queued import TOPOLOGY_LEVELS
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design.charts.documents import Plain
    from eks_gpu.design.queueing.flavors import FlavorDesign
    from eks_gpu.design.queueing.queueing import QueueingDesign
    from eks_gpu.design.queueing.queues import QueueDesign
    from eks_gpu.design.queueing.quota import Quota

API = "kueue.x-k8s.io/v1beta2"
TOPOLOGY = "aws-network"
_RECLAIM = {"any": "Any", "lower-priority": "LowerPriority", "never": "Never"}
_WITHIN = {"lower-priority": "LowerPriority", "lower-or-newer": "LowerOrNewerEqualPriority", "never": "Never"}

Object = dict[str, "Plain"]


def cluster_objects(design: QueueingDesign) -> tuple[Object, ...]:
    """The objects that belong to no namespace, each after those that it names."""
    cohorts = dict.fromkeys(queue.cohort for queue in design.queues if queue.cohort)
    return (
        *([_topology()] if any(flavor.topology for flavor in design.flavors) else []),
        *(_object("WorkloadPriorityClass", name, {"value": value}) for name, value in PRIORITY_CLASSES.items()),
        *map(_flavor, design.flavors),
        *(_object("Cohort", name, {"spec": {}}) for name in cohorts),
        *(_cluster_queue(design, queue) for queue in design.queues),
    )


def local_queues(design: QueueingDesign) -> Iterator[Object]:
    """The queue that the work of a namespace names."""
    for queue in design.queues:
        found = _object("LocalQueue", queue.name, {"spec": {"clusterQueue": queue.name}})
        yield {**found, "metadata": {"name": queue.name, "namespace": queue.name, "labels": _labels()}}


def _object(kind: str, name: str, rest: Object) -> Object:
    return {"apiVersion": API, "kind": kind, "metadata": {"name": name, "labels": _labels()}, **rest}


def _labels() -> Object:
    return {"app.kubernetes.io/managed-by": MANAGED_BY}


def _topology() -> Object:
    return _object("Topology", TOPOLOGY, {"spec": {"levels": [{"nodeLabel": label} for label in TOPOLOGY_LEVELS]}})


def _flavor(flavor: FlavorDesign) -> Object:
    taints: list[Plain] = [
        {"key": taint.key, "value": taint.value, "effect": taint.effect.kubernetes} for taint in flavor.taints
    ]
    spec: Object = {
        "nodeLabels": dict(flavor.labels),
        **({"nodeTaints": taints} if taints else {}),
        **({"topologyName": TOPOLOGY} if flavor.topology else {}),
    }
    return _object("ResourceFlavor", flavor.name, {"spec": spec})


def _cluster_queue(design: QueueingDesign, queue: QueueDesign) -> Object:
    """A queue whose work takes its own quota on any flavor before it borrows on one.

    Nobody takes back GPUs that it owns, while borrowed ones go when their owner needs them.
    """
    asked = design.spec
    quotas: list[Plain] = [
        {
            "name": flavor.name,
            "resources": [_amounts(name, queue.quotas[flavor.name][name]) for name in design.resources],
        }
        for flavor in design.flavors
    ]
    reclaim = _RECLAIM[asked.preemption.reclaim] if queue.cohort else "Never"
    spec: Object = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": queue.name}},
        "queueingStrategy": "BestEffortFIFO",
        "resourceGroups": [{"coveredResources": list(design.resources), "flavors": quotas}],
        "flavorFungibility": {"whenCanBorrow": "TryNextFlavor", "whenCanPreempt": "TryNextFlavor"},
        "preemption": {
            "reclaimWithinCohort": reclaim,
            "withinClusterQueue": _WITHIN[asked.preemption.within_queue],
        },
        **({"cohortName": queue.cohort} if queue.cohort else {}),
        **({"fairSharing": {"weight": str(queue.weight)}} if asked.fair_sharing else {}),
    }
    return _object("ClusterQueue", queue.name, {"spec": spec})


def _amounts(resource: str, quota: Quota) -> Object:
    return {
        "name": resource,
        "nominalQuota": str(quota.nominal),
        **({} if quota.borrowing is None else {"borrowingLimit": str(quota.borrowing)}),
        **({} if quota.lending is None else {"lendingLimit": str(quota.lending)}),
    }
