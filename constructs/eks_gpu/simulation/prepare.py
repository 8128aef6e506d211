"""The inputs of a simulation, derived once from a design."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eks_gpu.costs import USUAL_REGION, prices_of
from eks_gpu.design.autoscaling.autoscaler import BALANCING_IGNORED_LABELS, expander_of
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.placement.bought import suited
from eks_gpu.design.placement.components import next_to_components
from eks_gpu.design.placement.fit import fit
from eks_gpu.design.placement.joint import key_of, open_pools
from eks_gpu.design.placement.node_models import GroupModels
from eks_gpu.design.queueing.admission import queued_work
from eks_gpu.design.workloads.schedulability import WorkloadFit
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import CPU, GPU, MEMORY
from eks_gpu.scheduling.demand import DEFAULT_SCHEDULER
from eks_gpu.scheduling.labels import ZONES
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.scheduling.slots import offered, refuses_itself, slots_of
from eks_gpu.scheduling.taints import repelling
from eks_gpu.simulation.inputs import Batch, Offer, Plan, Pool, Settings, View
from eks_gpu.spec import (
    AutoscalingSpec,
    CpuAutoscalingSpec,
    GpuNodePoolSpec,
    GroupAutoscalingSpec,
    GroupSpec,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design import ClusterDesign, DemandFit, NodeModel, NodePoolDesign, Obstacle, PoolModels
    from eks_gpu.design.placement.node_models import Choice
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.demand import PodDemand, TopologySpread
    from eks_gpu.spec import AutoscalerSpec

# config/flags/flags.go: scale-down-utilization-threshold, for nodes that it does not take for GPU nodes.
_OF_CPU_OR_MEMORY = 0.5
# The first minor whose autoscaler has frequent-loops-enabled by default (config/flags/flags.go; `false` until 1.34).
_FREQUENT_LOOPS_SINCE = (1, 35)


@dataclass(frozen=True)
class Arrival:
    """Pods of a demand that come at one moment; without a number, as many as it has."""

    found: DemandFit
    pods: int | None = None
    at: int = 0


def prepared(design: ClusterDesign, arrivals: Sequence[Arrival], settings: Settings) -> Plan:
    """The plan for a design and what arrives."""
    demands = [one.found.demand for one in arrivals]
    spec, design = design.spec, replace(design, nodes=_nodes(design, demands))
    slots = slots_of(demands)
    return Plan(
        cluster=spec.name,
        settings=settings,
        pools=tuple(_pool(design, models, pool, offered(slots)) for models in design.nodes for pool in models.pools),
        batches=tuple(_batches(design, arrivals, settings, slots)),
        quotas={one.name: one.limits for one in design.namespaces if one.limits is not None},
        autoscaled=spec.autoscaler.kind != "none",
        expander=expander_of(spec),
        provision=seconds(spec.autoscaler.max_node_provision_time),
        delay_after_add=seconds(spec.autoscaler.scale_down_delay_after_add),
        ignored_labels=frozenset(BALANCING_IGNORED_LABELS),
        frequent_loops=tuple(map(int, spec.kubernetes_version.split("."))) >= _FREQUENT_LOOPS_SINCE,
        left_out=tuple(dict.fromkeys([*_left_out(design), *_rules_left_out(demands)])),
        queueing=design.queueing,
    )


def _batches(
    design: ClusterDesign, arrivals: Sequence[Arrival], settings: Settings, slots: Sequence[Amounts]
) -> Iterator[Batch]:
    """A batch for each arrival; each pod of a queued Deployment is one of its own, since it is admitted by itself."""
    index = 0
    for number, arrival in enumerate(arrivals):
        whole = _batch(design, arrival, index, settings, slots[number])
        own = arrival.found.workload if isinstance(arrival.found, WorkloadFit) else None
        queued = queued_work(design.queueing, own) if own else None
        if queued:
            names = tuple(chance.flavor.name for chance in queued.chances)
            whole = replace(whole, queue=queued.queue.name, flavors=names)
        if own and own.training and own.spec.start_within:
            whole = replace(whole, gives_up=seconds(own.spec.start_within))
        alone = queued is not None and queued.workload.spec.kind == "deployment"
        for _ in range(whole.pods if alone else 1):
            yield replace(whole, index=index, pods=1 if alone else whole.pods, part=number)
            index += 1


def _nodes(design: ClusterDesign, demands: Sequence[PodDemand]) -> tuple[GroupModels, ...]:
    """The groups; with the system nodes, of which the components take their part, if pods go there."""
    wanted = any(demand.confinement and SYSTEM_GROUP in demand.confinement.groups for demand in demands)
    if not wanted or design.system_nodes is None:
        return design.nodes
    return (*design.nodes, next_to_components(design.system_nodes, design.spec))


def _left_out(design: ClusterDesign) -> Iterator[str]:
    for group in design.groups:
        if group.spec.schedules:
            yield f"schedules of {group.name}"
        if group.spec.warm_pool:
            yield f"warm pool of {group.name}"
    for pool in design.pools:
        yield f"budgets, drift and expiry of {pool.name}"
        if pool.spec.consolidation.when == "underutilized" and not pool.static:
            yield f"consolidation of nodes with pods of {pool.name}"


def _rules_left_out(demands: Sequence[PodDemand]) -> Iterator[str]:
    """Rules between pods that decide more than which zone has the fewest of them, or which node has none."""
    for demand in demands:
        yield from _rules_of(demand)


def _rules_of(demand: PodDemand) -> Iterator[str]:
    if demand.affinity:
        yield f"required pod affinity of {demand.name}"
    if any(not refuses_itself((one,), demand) for one in demand.anti_affinity):
        yield f"required pod anti-affinity of {demand.name} beyond its own pods on a node"
    if demand.shares_a_zone:
        yield f"the zone of the volume that all pods of {demand.name} mount"
    if [one for one in demand.hard_spread if one is not _over_zones(demand)]:
        yield f"topology spread of {demand.name} over other labels than the zone"
    if demand.gates or demand.scheduler != DEFAULT_SCHEDULER:
        yield f"the scheduling gates or scheduler of {demand.name}"


def _pool(design: ClusterDesign, models: GroupModels, pool: PoolModels, slots: Amounts) -> Pool:
    group, common = models.group, design.spec.autoscaler
    own = group.spec.autoscaling if isinstance(group.spec, GroupSpec) else GroupAutoscalingSpec()
    # Without the label a node is like any other to the autoscaler (its `aws_cloud_provider.go`, GetNodeGpuConfig).
    by_gpu = group.awaited
    provisioned = design.pool(group.name)
    return Pool(
        key=key_of(models, pool),
        group=group.name,
        zones=pool.node_group.zones,
        min=pool.node_group.min,
        max=pool.node_group.max,
        spot=group.interruptible,
        priority=_rank(group.spec),
        template=View({**pool.template.free, **slots}, pool.template.capacity),
        node=_least(pool.nodes, slots),
        judged_by=(GPU,) if by_gpu else (CPU, MEMORY),
        threshold=_threshold(own, common, by_gpu=by_gpu),
        unneeded=seconds(own.scale_down_unneeded or common.scale_down_unneeded),
        awaited=by_gpu,
        has_gpus=group.has_gpus,
        **(_provisioned(design, provisioned, pool, slots) if provisioned else {}),
    )


def _rank(spec: object) -> int:
    """The rank of a group or pool; the highest comes first."""
    if isinstance(spec, GroupSpec):
        return spec.priority or 0
    return (spec.weight if isinstance(spec, GpuNodePoolSpec) else None) or 0


def _provisioned(design: ClusterDesign, group: NodePoolDesign, pool: PoolModels, slots: Amounts) -> dict[str, Any]:
    """Fields of a node pool: its types from the cheapest on, as far as prices are known, and when its nodes leave."""
    prices = prices_of(design.spec.region) or prices_of(USUAL_REGION)

    def price(one: Choice) -> tuple[bool, float, str]:
        name = one.template.instance_type
        found = prices.node([name], spot=False) if prices else None
        return found is None, found or 0.0, name

    after = group.spec.consolidation.after
    return {
        "provisioned": True,
        "offers": tuple(_offer(one, slots) for one in sorted(pool.choices, key=price)),
        "on_demand": set(group.capacity) != {"spot"},
        "empty_after": None if after == "never" or group.static else seconds(after),
    }


def _offer(one: Choice, slots: Amounts) -> Offer:
    template = View({**one.template.free, **slots}, one.template.capacity)
    return Offer(one.template.instance_type, template, View({**one.node.room, **slots}, one.node.capacity))


def _threshold(own: GroupAutoscalingSpec, common: AutoscalerSpec, *, by_gpu: bool) -> float:
    """The share below which a node counts as unneeded: of its GPUs, or of its CPU and memory."""
    if by_gpu:
        set_here = own.gpu_utilization_threshold if isinstance(own, AutoscalingSpec) else None
        return common.gpu_utilization_threshold if set_here is None else set_here
    set_here = own.utilization_threshold if isinstance(own, CpuAutoscalingSpec) else None
    return _OF_CPU_OR_MEMORY if set_here is None else set_here


def _least(nodes: Sequence[NodeModel], slots: Amounts) -> View:
    """Resources that a pod can count on: EC2 may start any of several types, and daemons that give way take none."""
    free = {name: min(node.room.get(name, 0) for node in nodes) for name in nodes[0].room}
    capacity = {name: min(node.capacity.get(name, 0) for node in nodes) for name in (CPU, MEMORY, GPU)}
    return View({**free, **slots}, capacity)


def _batch(design: ClusterDesign, arrival: Arrival, index: int, settings: Settings, slots: Amounts) -> Batch:
    demand = arrival.found.demand
    allowed = [models for models in design.nodes if _allowed(demand, models)]
    # Zones that a selector closes to the pod count in no spread, as `minDomains` has it.
    pools = [pool for _, pool in open_pools(demand, allowed)] or [pool for one in allowed for pool in one.pools]
    zones = dict.fromkeys(zone for pool in pools for zone in pool.node_group.zones)
    even = _over_zones(demand)
    return Batch(
        index=index,
        workload=demand.name,
        namespace=demand.namespace,
        at=arrival.at,
        pods=demand.count.most if arrival.pods is None else arrival.pods,
        asks={**demand.asks, **slots},
        rank=demand.priority,
        runs_for=settings.run_for if demand.count.ends else None,
        together=demand.count.turn == "gang",
        movable=demand.movable,
        spread=tuple(zones) if even else (),
        skew=even.max_skew if even else 1,
        believed=_holding(demand, allowed, {"runs", "stays-pending"}, least=0),
        held=_holding(demand, allowed, {"runs"}, least=1),
        suits={
            key_of(models, pool): suited(demand, pool)
            for models in allowed
            for pool in models.pools
            if pool.choices and suited(demand, pool) and not repelling(pool.template.taints, demand.tolerations)
        },
        reasons={one.group: "; ".join(one.reasons) for one in arrival.found.groups if _telling(one.fit.obstacles)},
    )


def _over_zones(demand: PodDemand) -> TopologySpread | None:
    """Its hard spread over zones."""
    return next((one for one in demand.hard_spread if one.topology_key in ZONES), None)


def _telling(obstacles: Sequence[Obstacle]) -> bool:
    """Groups that the user left out, a lack of places and of an autoscaler say nothing about one pod and one node."""
    return bool(obstacles) and all(one.kind not in {"group", "places", "nobody"} for one in obstacles)


def _allowed(demand: PodDemand, models: GroupModels) -> bool:
    """As in `judge`: pods are restricted to the groups that hold them."""
    return demand.confinement is None or demand.confinement.admits(models.group.name)


def _holding(demand: PodDemand, allowed: Sequence[GroupModels], verdicts: set[str], least: int) -> frozenset[str]:
    """Pools that hold a pod: by the template at a minimum of 0, only by the real node at 1."""
    return frozenset(
        key_of(models, pool)
        for models in allowed
        for pool in models.pools
        if fit(demand, GroupModels(models.group, (_with_minimum(pool, least),))).verdict in verdicts
    )


def _with_minimum(pool: PoolModels, least: int) -> PoolModels:
    return replace(pool, node_group=replace(pool.node_group, min=least))
