"""Where every workload runs, and why it does not elsewhere: the answer that `eks-gpu check` prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.design.placement.fit import Fit, Obstacle, fit
from eks_gpu.design.verdicts.joint import joint_capacity
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.design.verdicts.joint import Room
    from eks_gpu.design.workloads.workload import WorkloadDesign
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
        placed: Pods that find room at best, when everything that serves wants its place at once; of a training job
            those that do when its turn comes; of another job, whose pods take turns, all, or none where not even one
            finds room beside what serves; none where it does not run.
        scheduled: Of those, pods that find room where kube-scheduler chooses the nodes and small pods come first.
    """

    workload: WorkloadDesign
    verdict: Verdict
    groups: tuple[GroupFit, ...]
    placed: int
    scheduled: int

    def having(self, verdict: Verdict) -> tuple[GroupFit, ...]:
        """The groups with this verdict."""
        return tuple(one for one in self.groups if one.fit.verdict == verdict)


def judge_workloads(
    spec: ClusterSpec, workloads: Sequence[WorkloadDesign], groups: Sequence[GroupModels]
) -> tuple[WorkloadFit, ...]:
    """Judge every workload on every group, and all of them together."""
    autoscaled = spec.autoscaler.kind != "none"
    judged = [(workload, _on_groups(workload, groups, autoscaled=autoscaled)) for workload in workloads]
    rooms = joint_capacity([workload for workload, _ in judged], groups, autoscaled=autoscaled)
    return tuple(_summed(workload, fits, room) for (workload, fits), room in zip(judged, rooms, strict=True))


def _on_groups(workload: WorkloadDesign, groups: Sequence[GroupModels], *, autoscaled: bool) -> tuple[GroupFit, ...]:
    return tuple(GroupFit(models.group.name, _on_group(workload, models, autoscaled=autoscaled)) for models in groups)


def _on_group(workload: WorkloadDesign, models: GroupModels, *, autoscaled: bool) -> Fit:
    name, named = models.group.name, workload.spec.node_groups
    if named is not None and name not in named:
        return Fit("excluded", (Obstacle("group", name, "does not name this group in 'node_groups'"),))
    # Its affinity keeps its pods on the groups that hold them, so no node of the others is bought.
    kept_off = workload.groups and name not in (*workload.groups, *workload.unfit)
    asks = workload.asks_by_itself if kept_off else workload.asks
    found = fit(replace(workload.pod, asks=asks), models, autoscaled=autoscaled)
    return replace(found, verdict="excluded") if kept_off else found


def _running(fits: tuple[GroupFit, ...]) -> set[str]:
    return {one.group for one in fits if one.fit.verdict == "runs"}


def _summed(workload: WorkloadDesign, fits: tuple[GroupFit, ...], room: Room) -> WorkloadFit:
    if _running(fits) and room.placed < room.wanted:
        fits = tuple(_short(one, workload, room) if one.fit.verdict == "runs" else one for one in fits)
    verdict = min((one.fit.verdict for one in fits), key=_ORDER.index) if fits else "excluded"
    if verdict not in {"runs", "capacity"}:
        return WorkloadFit(workload, verdict, fits, 0, 0)
    # A job was placed with one pod, and the others take turns.
    turns = 1 if workload.wanted else workload.pods
    return WorkloadFit(workload, verdict, fits, room.placed * turns, room.scheduled * turns)


def _short(one: GroupFit, workload: WorkloadDesign, room: Room) -> GroupFit:
    word = "node" if workload.training else "replica"
    has = f"room for {room.placed} of {plural(room.wanted, word)} at best on all its groups"
    text = (
        f"{has if workload.wanted else 'no room next to the workloads that serve'}; "
        f"by itself this group holds {one.fit.places} of these pods, {one.fit.per_node} per node"
    )
    return replace(one, fit=replace(one.fit, verdict="capacity", obstacles=(Obstacle("places", one.group, text),)))
