"""Workloads of the cluster file as demands: the one place where a workload becomes what the scheduler sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.cluster.names import object_labels
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.storage.volumes import kinds_of_volume
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES
from eks_gpu.scheduling.demand import (
    ZONE,
    Confinement,
    HostPort,
    LabelSelector,
    Origin,
    PodCount,
    PodDemand,
    TopologySpread,
    VolumeDemand,
)
from eks_gpu.scheduling.taints import automatic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design.workloads.workload import WorkloadDesign


def demand_of(workload: WorkloadDesign) -> PodDemand:
    """The pods of a workload."""
    spec = workload.spec
    return PodDemand(
        name=workload.name,
        asks=workload.asks,
        # The label of its own group is left out: it follows from the verdict.
        selector=spec.node_selector,
        tolerations=(*workload.tolerations, *automatic(workload.asks)),
        spread=tuple(_spread(workload)),
        # On the network of its node, each port that a container names is one of the node's (pkg/apis/core/v1/
        # defaults.go, defaultHostNetworkPorts).
        host_ports=tuple(HostPort(port) for port in spec.ports) if spec.host_network else (),
        volumes=tuple(_volumes(workload)),
        count=_count(workload),
        namespace=spec.namespace,
        labels={**spec.labels, **object_labels(workload.name)},
        priority=PRIORITY_CLASSES[workload.priority_class],
        selected=workload.controlled or workload.training is not None or bool(spec.ports),
        movable=workload.movable,
        confinement=Confinement(
            named=None if spec.node_groups is None else frozenset(spec.node_groups),
            groups=_groups(workload),
            unfit=workload.unfit,
            asks_by_itself=workload.asks_by_itself,
        ),
        origin=Origin(spec.kind, workload.where),
        doubts=tuple(_doubts(workload)),
    )


def _groups(workload: WorkloadDesign) -> tuple[str, ...]:
    """The groups that its affinity names. Without any, a pod without GPUs goes to nodes that nothing keeps it off."""
    on_system = not workload.candidates and workload.spec.node_groups is None and not workload.spec.gpus
    return (SYSTEM_GROUP,) if on_system else workload.groups


def _doubts(workload: WorkloadDesign) -> Iterator[str]:
    spec = workload.spec
    if spec.runtime_class:
        yield f"runs with the runtime class {spec.runtime_class}, whose overhead, if it has one, is not known here"


def _count(workload: WorkloadDesign) -> PodCount:
    if workload.training:
        return PodCount(workload.training.nodes, "gang", ends=True)
    if not workload.serves:
        return PodCount(workload.pods, "turns", ends=True)
    ends = workload.restart_policy != "Always"
    # A command that ends leaves its place. Whether the autoscaler may evict pods (`evictable`) changes nothing here: a
    # HorizontalPodAutoscaler removes pods all the same.
    least = workload.replicas if workload.controlled else 0 if ends else workload.wanted
    return PodCount(workload.most_replicas, "stays", least, workload.serving.max_surge, ends)


def _spread(workload: WorkloadDesign) -> Iterator[TopologySpread]:
    """As the pod says it (`kubernetes/workloads/pod_spec.py`)."""
    selector = LabelSelector(object_labels(workload.name))
    if workload.spread_over_zones:
        yield TopologySpread(ZONE, 1, "DoNotSchedule", selector, workload.spread_over_zones)
    elif workload.interruptible and workload.serves:
        yield TopologySpread(ZONE, 1, "ScheduleAnyway", selector)


def _volumes(workload: WorkloadDesign) -> Iterator[VolumeDemand]:
    """Claims of each pod's own, and those of others; shared storage is in reach of every zone."""
    for volume in workload.spec.volumes:
        kind = kinds_of_volume(volume)[:1]
        if kind == ("claim",):
            yield VolumeDemand(volume.mount_path, per_pod=True, attaches=True)
        elif kind == ("existing_claim",) and volume.existing_claim:
            yield VolumeDemand(volume.existing_claim, zonal=None)
