"""Where every workload runs, and why it does not elsewhere: the answer that `eks-gpu check` prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.design.placement import Fit, Obstacle, Pod, fit
from eks_gpu.problem import plural
from eks_gpu.scheduling.packing import Bins, Demand, placed
from eks_gpu.scheduling.taints import automatic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.nodes import GroupModels, PoolModels
    from eks_gpu.design.workloads import WorkloadDesign
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.verdict import Verdict
    from eks_gpu.spec import ClusterSpec

# Of a workload over all its groups: a group that buys nodes for nothing is worse than one that runs it is good.
_ORDER: tuple[Verdict, ...] = ("stays-pending", "capacity", "runs", "never-scales", "excluded")


@dataclass(frozen=True, slots=True)
class GroupFit:
    """A workload on a group.

    Attributes:
        group: Name of the group.
        fit: What comes of it.
    """

    group: str
    fit: Fit

    @property
    def reasons(self) -> tuple[str, ...]:
        """What decided the verdict, in words with numbers."""
        return tuple(obstacle.text for obstacle in self.fit.obstacles)


@dataclass(frozen=True, slots=True)
class WorkloadFit:
    """A workload on all groups.

    Attributes:
        workload: Which.
        verdict: Of all groups together.
        groups: One by one, in the order of the declaration.
        placed: Pods that find room when everything that serves wants its place at once; as many as it has, for jobs,
            whose pods take turns; of a training job those that do when its turn comes; none where it does not run.
    """

    workload: WorkloadDesign
    verdict: Verdict
    groups: tuple[GroupFit, ...]
    placed: int

    def having(self, verdict: Verdict) -> tuple[GroupFit, ...]:
        """The groups with this verdict."""
        return tuple(one for one in self.groups if one.fit.verdict == verdict)


def judge_workloads(
    spec: ClusterSpec, workloads: Sequence[WorkloadDesign], groups: Sequence[GroupModels]
) -> tuple[WorkloadFit, ...]:
    """Judge every workload on every group, and all of them together."""
    autoscaled = spec.autoscaler.kind != "none"
    judged = [(workload, _on_groups(workload, groups, autoscaled=autoscaled)) for workload in workloads]
    counts = _together(judged, groups)
    return tuple(_summed(workload, fits, count) for (workload, fits), count in zip(judged, counts, strict=True))


def _on_groups(workload: WorkloadDesign, groups: Sequence[GroupModels], *, autoscaled: bool) -> tuple[GroupFit, ...]:
    return tuple(GroupFit(models.group.name, _on_group(workload, models, autoscaled=autoscaled)) for models in groups)


def _on_group(workload: WorkloadDesign, models: GroupModels, *, autoscaled: bool) -> Fit:
    name, named = models.group.name, workload.spec.node_groups
    if named is not None and name not in named:
        return Fit("excluded", (Obstacle("group", name, "its 'node_groups' leaves this group out"),))
    # Its pods are told to stay on the groups that hold them, so of the others no node is bought.
    kept_off = workload.groups and name not in workload.groups
    asks = workload.asks_by_itself if kept_off else workload.asks
    found = fit(_pod(workload, asks), models, autoscaled=autoscaled)
    return replace(found, verdict="excluded") if kept_off else found


def _pod(workload: WorkloadDesign, asks: Amounts) -> Pod:
    return Pod(asks, workload.spec.node_selector, (*workload.tolerations, *automatic(asks)))


def _together(
    judged: Sequence[tuple[WorkloadDesign, tuple[GroupFit, ...]]], groups: Sequence[GroupModels]
) -> list[int]:
    """Pods of each workload that find room beside all others; jobs wait for their turn, so they take none.

    A training job has its turn too, but needs room for all its pods at once: each is judged beside what serves.
    """
    bins = [
        Bins(
            _key(models, pool),
            ",".join(pool.node_group.zones),
            pool.node_group.max,
            min((node.free for node in pool.nodes), key=lambda free: sorted(free.items())),
        )
        for models in groups
        for pool in models.pools
    ]
    demands = [
        Demand(
            0 if workload.training else workload.wanted,
            workload.asks,
            frozenset(_key(models, pool) for models, pool in open_pools(workload, groups))
            if workload.training
            else frozenset(one.key for one in bins if one.key.partition("/")[0] in _running(fits)),
            workload.spread_over_zones > 0,
        )
        for workload, fits in judged
    ]
    counts = placed(demands, bins)
    for index, (workload, _) in enumerate(judged):
        if workload.training:
            turn = [replace(one, pods=workload.wanted) if place == index else one for place, one in enumerate(demands)]
            counts[index] = placed(turn, bins)[index]
    return counts


def open_pools(workload: WorkloadDesign, groups: Sequence[GroupModels]) -> tuple[tuple[GroupModels, PoolModels], ...]:
    """Node groups that hold its pods: of a group with one a zone, a selector may leave some out."""
    pod = _pod(workload, workload.asks)
    return tuple(
        (models, pool)
        for models in groups
        if models.group.name in workload.groups
        for pool in models.pools
        if fit(pod, replace(models, pools=(pool,))).verdict == "runs"
    )


def _key(models: GroupModels, pool: PoolModels) -> str:
    return f"{models.group.name}/{pool.node_group.id}"


def _running(fits: tuple[GroupFit, ...]) -> set[str]:
    return {one.group for one in fits if one.fit.verdict == "runs"}


def _summed(workload: WorkloadDesign, fits: tuple[GroupFit, ...], count: int) -> WorkloadFit:
    short = _running(fits) and count < workload.wanted
    if short:
        fits = tuple(_short(one, workload, count) if one.fit.verdict == "runs" else one for one in fits)
    verdict = min((one.fit.verdict for one in fits), key=_ORDER.index) if fits else "excluded"
    runs = verdict in {"runs", "capacity"}
    return WorkloadFit(workload, verdict, fits, (count if workload.wanted else workload.pods) if runs else 0)


def _short(one: GroupFit, workload: WorkloadDesign, count: int) -> GroupFit:
    text = (
        f"room for {count} of {plural(workload.wanted, 'node' if workload.training else 'replica')} on all its groups; "
        f"this one holds {one.fit.places} of this kind alone, {one.fit.per_node} a node"
    )
    return replace(one, fit=replace(one.fit, verdict="capacity", obstacles=(Obstacle("places", one.group, text),)))
