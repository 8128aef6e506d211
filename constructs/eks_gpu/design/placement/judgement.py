"""Where every demand runs, and why it does not elsewhere: the answer that `eks-gpu check` prints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.design.placement.doubts import doubts_of
from eks_gpu.design.placement.fit import Fit, Obstacle, fit, open_pools
from eks_gpu.design.placement.joint import contender, joint_capacity, nodes_at_most
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import plural
from eks_gpu.scheduling.packing import placed
from eks_gpu.scheduling.selectors import Among
from eks_gpu.scheduling.slots import refuses_itself

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.placement.joint import Room
    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.scheduling.demand import PodDemand
    from eks_gpu.scheduling.nodes import Bins
    from eks_gpu.scheduling.verdict import Verdict

# A demand's verdict over all groups: a group that buys nodes for nothing is worse than one that runs it is good.
_ORDER: tuple[Verdict, ...] = ("stays-pending", "capacity", "runs", "never-scales", "excluded")


@dataclass(frozen=True)
class GroupFit:
    """A demand on a group.

    Attributes:
        group: Name of the group.
        fit: The verdict with its reasons.
    """

    group: str
    fit: Fit

    @property
    def reasons(self) -> tuple[str, ...]:
        """The facts that decided the verdict, in words with numbers."""
        return tuple(obstacle.text for obstacle in self.fit.obstacles)


@dataclass(frozen=True)
class DemandFit:
    """A demand on all groups.

    Attributes:
        demand: Which.
        verdict: The verdict on all groups together.
        groups: One by one, in the order of the declaration.
        placed: Pods that find room at best, when everything that stays wants its place at once; of a gang those that do
            when its turn comes; of another job, whose pods take turns, all, or none where not even one finds room
            next to the pods that stay; none where it does not run.
        scheduled: The part of `placed` that finds room if kube-scheduler chooses the nodes and small pods come first.
        doubts: Facts that nobody can know beforehand and the verdict leaves out, one sentence each, with the pod as
            subject.
    """

    demand: PodDemand
    verdict: Verdict
    groups: tuple[GroupFit, ...]
    placed: int
    scheduled: int
    doubts: tuple[str, ...]

    def having(self, verdict: Verdict) -> tuple[GroupFit, ...]:
        """The groups with this verdict."""
        return tuple(one for one in self.groups if one.fit.verdict == verdict)


def judge(
    demands: Sequence[PodDemand], groups: Sequence[GroupModels], *, autoscaled: bool = True
) -> tuple[DemandFit, ...]:
    """Judge every demand on every group, and all of them together.

    Args:
        demands: All pods that share the cluster.
        groups: The groups, of all nodes: those that are always there count in a spread, whatever they hold.
        autoscaled: Whether anything adds nodes to a group at zero.
    """
    nodes, among = nodes_at_most(groups), Among(demands)
    judged = [(demand, _on_groups(demand, groups, nodes, autoscaled=autoscaled)) for demand in demands]
    rooms = joint_capacity(demands, groups, autoscaled=autoscaled)
    return tuple(
        _summed(demand, fits, room, doubts_of(demand, among, groups))
        for (demand, fits), room in zip(judged, rooms, strict=True)
    )


def _on_groups(
    demand: PodDemand, groups: Sequence[GroupModels], nodes: Sequence[Bins], *, autoscaled: bool
) -> tuple[GroupFit, ...]:
    return tuple(
        GroupFit(models.group.name, _on_group(demand, models, groups, nodes, autoscaled=autoscaled))
        for models in groups
    )


def _on_group(
    demand: PodDemand,
    models: GroupModels,
    groups: Sequence[GroupModels],
    nodes: Sequence[Bins],
    *,
    autoscaled: bool,
) -> Fit:
    name, kept = models.group.name, demand.confinement
    if kept is None:
        return _alone(demand, fit(demand, models, autoscaled=autoscaled), models, groups, nodes)
    if kept.named is not None and name not in kept.named:
        return Fit("excluded", (Obstacle("group", name, "does not name this group in 'node_groups'"),))
    # Its affinity keeps its pods on the groups that hold them, so no node of the others is bought.
    kept_off = kept.groups and name not in (*kept.groups, *kept.unfit)
    asks = kept.asks_by_itself if kept_off else demand.asks
    found = fit(replace(demand, asks=asks), models, autoscaled=autoscaled)
    return replace(found, verdict="excluded") if kept_off else found


def _alone(
    demand: PodDemand, found: Fit, models: GroupModels, groups: Sequence[GroupModels], nodes: Sequence[Bins]
) -> Fit:
    """The places that a group has for pods which nothing else disturbs but their own rules about each other."""
    # One pod a node is counted already.
    apart = any(not refuses_itself((one,), demand) for one in demand.anti_affinity)
    if found.verdict != "runs" or not (demand.hard_spread or demand.affinity or apart or demand.shares_a_zone):
        return found
    mine = contender(demand, tuple((models, pool) for pool in open_pools(demand, models)), groups)
    there = [pool for counted in (mine.keys, *mine.counted) for pool in counted]
    bins = [one for one in nodes if one.key in there]
    (places,) = placed([replace(mine, pods=found.places)], bins)
    return replace(found, places=places)


def _running(fits: tuple[GroupFit, ...]) -> set[str]:
    return {one.group for one in fits if one.fit.verdict == "runs"}


def _summed(demand: PodDemand, fits: tuple[GroupFit, ...], room: Room, doubts: tuple[str, ...]) -> DemandFit:
    if _running(fits) and room.placed < room.wanted:
        fits = tuple(_short(one, demand, room) if one.fit.verdict == "runs" else one for one in fits)
    verdict = min((one.fit.verdict for one in fits), key=_ORDER.index) if fits else "excluded"
    if verdict not in {"runs", "capacity"}:
        return DemandFit(demand, verdict, fits, 0, 0, doubts)
    # A job was placed with one pod, and the others take turns.
    turns = 1 if demand.count.together else demand.count.most
    return DemandFit(demand, verdict, fits, room.placed * turns, room.scheduled * turns, doubts)


def _short(one: GroupFit, demand: PodDemand, room: Room) -> GroupFit:
    has = f"room for {room.placed} of {plural(room.wanted, _unit(demand))} at best on all its groups"
    text = (
        f"{has if demand.count.together else 'no room next to the workloads that serve'}; "
        f"by itself this group holds {one.fit.places} of these pods, {one.fit.per_node} per node"
    )
    return replace(one, fit=replace(one.fit, verdict="capacity", obstacles=(Obstacle("places", one.group, text),)))


def _unit(demand: PodDemand) -> str:
    """The word for one of its pods: a rank of a training job takes a whole node."""
    if demand.count.stays:
        return "replica"
    return "node" if demand.origin.kind == "training_job" else "pod"
