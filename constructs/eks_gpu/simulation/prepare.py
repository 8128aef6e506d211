"""The inputs of a simulation, derived once from a design."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.design.autoscaling.autoscaler import BALANCING_IGNORED_LABELS, expander_of
from eks_gpu.design.placement.fit import Pod, fit
from eks_gpu.design.placement.node_models import GroupModels
from eks_gpu.design.verdicts.joint import open_pools
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES
from eks_gpu.scheduling.amounts import CPU, GPU, MEMORY
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.scheduling.taints import automatic
from eks_gpu.simulation.inputs import Batch, Plan, Pool, Settings, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design import ClusterDesign, NodeModel, Obstacle, PoolModels, WorkloadDesign, WorkloadFit

# config/flags/flags.go: scale-down-utilization-threshold, for nodes that it does not take for GPU nodes.
_OF_CPU_OR_MEMORY = 0.5
# The first minor whose autoscaler has frequent-loops-enabled by default (config/flags/flags.go; `false` until 1.34).
_FREQUENT_LOOPS_SINCE = (1, 35)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Pods of a workload that come at one moment; without a number, as many as the workload has."""

    workload: WorkloadFit
    pods: int | None = None
    at: int = 0


def prepared(design: ClusterDesign, arrivals: Sequence[Arrival], settings: Settings) -> Plan:
    """The plan for a design and what arrives."""
    spec = design.spec
    return Plan(
        cluster=spec.name,
        settings=settings,
        pools=tuple(_pool(design, models, pool) for models in design.nodes for pool in models.pools),
        batches=tuple(_batch(design, arrival, index, settings) for index, arrival in enumerate(arrivals)),
        quotas={one.name: one.limits for one in design.namespaces if one.limits is not None},
        autoscaled=spec.autoscaler.kind != "none",
        expander=expander_of(spec),
        provision=seconds(spec.autoscaler.max_node_provision_time),
        delay_after_add=seconds(spec.autoscaler.scale_down_delay_after_add),
        ignored_labels=frozenset(BALANCING_IGNORED_LABELS),
        frequent_loops=tuple(map(int, spec.kubernetes_version.split("."))) >= _FREQUENT_LOOPS_SINCE,
        left_out=tuple(_left_out(design)),
    )


def _left_out(design: ClusterDesign) -> Iterator[str]:
    for group in design.gpu_groups:
        if group.spec.schedules:
            yield f"schedules of {group.name}"
        if group.spec.warm_pool:
            yield f"warm pool of {group.name}"


def _pool(design: ClusterDesign, models: GroupModels, pool: PoolModels) -> Pool:
    group, own, common = models.group, models.group.spec.autoscaling, design.spec.autoscaler
    threshold = own.gpu_utilization_threshold
    # Without the label a node is like any other to the autoscaler (its `aws_cloud_provider.go`, GetNodeGpuConfig).
    by_gpu = group.awaited
    return Pool(
        key=_key(models, pool),
        group=group.name,
        zones=pool.node_group.zones,
        min=pool.node_group.min,
        max=pool.node_group.max,
        spot=group.capacity_type == "SPOT",
        priority=group.spec.priority or 0,
        template=View(pool.template.free, pool.template.capacity),
        node=_least(pool.nodes),
        judged_by=(GPU,) if by_gpu else (CPU, MEMORY),
        threshold=_OF_CPU_OR_MEMORY
        if not by_gpu
        else common.gpu_utilization_threshold
        if threshold is None
        else threshold,
        unneeded=seconds(own.scale_down_unneeded or common.scale_down_unneeded),
        awaited=by_gpu,
    )


def _key(models: GroupModels, pool: PoolModels) -> str:
    return f"{models.group.name}/{pool.node_group.id}"


def _least(nodes: Sequence[NodeModel]) -> View:
    """Resources that a pod can count on: EC2 may start any of several types, and daemons that give way take none."""
    free = {name: min(node.room.get(name, 0) for node in nodes) for name in nodes[0].room}
    return View(free, {name: min(node.capacity.get(name, 0) for node in nodes) for name in (CPU, MEMORY, GPU)})


def _batch(design: ClusterDesign, arrival: Arrival, index: int, settings: Settings) -> Batch:
    workload = arrival.workload.workload
    spec, serves = workload.spec, workload.restart_policy == "Always"
    allowed = [models for models in design.nodes if _allowed(workload, models)]
    # Zones that a selector closes to the pod count in no spread, as `minDomains` has it.
    pools = [pool for _, pool in open_pools(workload, allowed)] or [pool for one in allowed for pool in one.pools]
    zones = dict.fromkeys(zone for pool in pools for zone in pool.node_group.zones)
    return Batch(
        index=index,
        workload=workload.name,
        namespace=spec.namespace,
        at=arrival.at,
        pods=workload.pods if arrival.pods is None else arrival.pods,
        asks=workload.asks,
        rank=PRIORITY_CLASSES[workload.priority_class],
        runs_for=None if serves else settings.run_for,
        together=workload.training is not None,
        movable=workload.movable,
        spread=tuple(zones) if workload.spread_over_zones else (),
        believed=_holding(workload, allowed, {"runs", "stays-pending"}, least=0),
        held=_holding(workload, allowed, {"runs"}, least=1),
        reasons={one.group: "; ".join(one.reasons) for one in arrival.workload.groups if _telling(one.fit.obstacles)},
    )


def _telling(obstacles: Sequence[Obstacle]) -> bool:
    """Groups that the user left out, a lack of places and of an autoscaler say nothing about one pod and one node."""
    return bool(obstacles) and all(one.kind not in {"group", "places", "nobody"} for one in obstacles)


def _allowed(workload: WorkloadDesign, models: GroupModels) -> bool:
    """As in `judge_workloads`: pods are restricted to the groups that hold them."""
    named = workload.spec.node_groups
    if named is not None and models.group.name not in named:
        return False
    return not workload.groups or models.group.name in workload.groups


def _holding(
    workload: WorkloadDesign, allowed: Sequence[GroupModels], verdicts: set[str], least: int
) -> frozenset[str]:
    """Pools that hold a pod: by the template at a minimum of 0, only by the real node at 1."""
    pod = Pod(workload.asks, workload.spec.node_selector, (*workload.tolerations, *automatic(workload.asks)))
    return frozenset(
        _key(models, pool)
        for models in allowed
        for pool in models.pools
        if fit(pod, GroupModels(models.group, (_with_minimum(pool, least),))).verdict in verdicts
    )


def _with_minimum(pool: PoolModels, least: int) -> PoolModels:
    return replace(pool, node_group=replace(pool.node_group, min=least))
