"""Pods that no group runs, or for which a node is bought in vain, or that find no room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.checks._placement import told
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.nodes.labels import is_discovered
from eks_gpu.manifests.judged import error, warning
from eks_gpu.manifests.shared.fixes import fix, place
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design import DemandFit, GroupFit
    from eks_gpu.manifests.judged import JudgedManifests, PodsFit
    from eks_gpu.problem import Problem
    from eks_gpu.scheduling.verdict import Verdict

_IDS: dict[Verdict, str] = {
    "stays-pending": "workload-stays-pending",
    "never-scales": "workload-never-scales",
    "excluded": "workload-excluded",
}
_CAPACITY = {"stays": "workload-capacity", "gang": "training-capacity", "turns": "job-capacity"}


def check(found: JudgedManifests) -> Iterator[Problem]:
    """One finding for each template that does not run everywhere it may go; one for all that share too little room."""
    short: dict[tuple[str, ...], list[PodsFit]] = {}
    for one in found.fits:
        if not one.pods.demand.count.most or one.pods.template.spec.get("nodeName"):
            continue
        verdict = verdict_of(one)
        if verdict == "capacity":
            short.setdefault(tuple(reason for group in concerned(one) for reason in group.reasons), []).append(one)
        elif verdict != "runs":
            yield from _of_pods(found, one, verdict)
    for fits in short.values():
        yield _short(fits)


def concerned(one: PodsFit) -> tuple[GroupFit, ...]:
    """The groups that matter to pods: those with GPUs to pods that ask for some, else the system nodes first."""
    if one.pods.gpus:
        return tuple(group for group in one.fit.groups if group.group != SYSTEM_GROUP)
    tolerating = [
        group
        for group in one.fit.groups
        if group.group == SYSTEM_GROUP or not any(obstacle.kind == "taint" for obstacle in group.fit.obstacles)
    ]
    running = [group for group in tolerating if group.fit.verdict in {"runs", "capacity"}]
    return tuple(running or tolerating)


def verdict_of(one: PodsFit) -> Verdict:
    """The verdict over the groups that matter."""
    order: tuple[Verdict, ...] = ("stays-pending", "capacity", "runs", "never-scales", "excluded")
    return min((group.fit.verdict for group in concerned(one)), key=order.index, default="excluded")


def concerning(one: PodsFit) -> DemandFit:
    """The verdict over the groups that matter, without the others."""
    return replace(one.fit, verdict=verdict_of(one), groups=concerned(one))


def _of_pods(found: JudgedManifests, one: PodsFit, verdict: Verdict) -> Iterator[Problem]:
    pods, groups = one.pods, concerned(one)
    if pods.gpus and not groups:
        asked = listed([f"{amount} {name}" for name, amount in pods.gpus.items()])
        message = f"{pods.demand.name} asks for {asked}, but there is no GPU group"
        where = place(pods, next(iter(pods.gpus)))
        yield error("workload-excluded", pods, message, "add a group to 'gpu_node_groups'", where)
        return
    deciding = [group for group in groups if group.fit.verdict == verdict and group.fit.obstacles]
    if not deciding or _left_to_discovery(found, deciding):
        return
    first = deciding[0].fit.obstacles[0]
    labels = all(obstacle.kind == "label" for group in deciding for obstacle in group.fit.obstacles)
    rule = "node-selector" if labels else _IDS[verdict]
    message = f"{_said(found, one, verdict, deciding)}: {told(deciding)}"
    yield error(rule, pods, message, fix(found, pods, deciding, first), place(pods, first.subject, first.kind))


def _said(found: JudgedManifests, one: PodsFit, verdict: Verdict, groups: Sequence[GroupFit]) -> str:
    name = one.pods.demand.name
    if verdict == "excluded":
        return f"no node can run {name}"
    if verdict == "never-scales":
        return f"no group scales up for {name}"
    names = {group.group for group in groups}
    buys = any(
        pool.node_group.min == 0 for models in found.groups if models.group.name in names for pool in models.pools
    )
    return f"{name} would {'buy a node and ' if buys else ''}stay Pending"


def _left_to_discovery(found: JudgedManifests, groups: Sequence[GroupFit]) -> bool:
    """Whether only labels are missing that a discovery tool sets on nodes that run, on groups that have such nodes."""
    names = {group.group for group in groups}
    running = all(
        pool.node_group.min > 0 for models in found.groups if models.group.name in names for pool in models.pools
    )
    obstacles = [obstacle for group in groups for obstacle in group.fit.obstacles]
    return running and all(one.kind == "label" and is_discovered(one.subject) for one in obstacles)


def _short(fits: Sequence[PodsFit]) -> Problem:
    """The finding about templates that ask for the same and find too little room together."""
    first = fits[0]
    count = first.pods.demand.count
    groups = [group for group in concerned(first) if group.fit.verdict == "capacity"]
    rooms = listed(
        f"{group.group} ({plural(group.fit.places // (group.fit.per_node or 1), 'node')} of {group.fit.per_node})"
        for group in groups
    )
    names = listed([one.pods.demand.name for one in fits], 3)
    if count.turn == "turns":
        message = f"{names} find no room on {rooms} next to the pods that stay"
    else:
        most = "at most " if any(one.pods.demand.count.least < one.pods.demand.count.most for one in fits) else ""
        wanted = sum(one.pods.demand.count.together for one in fits)
        placed = sum(one.fit.placed for one in fits) if count.stays else first.fit.placed
        message = f"{most}{plural(wanted, 'pod')} of {names}, but room for {placed} at best on {rooms}"
        if sum(group.fit.places for group in groups) >= wanted:
            message += ": other pods take the rest"
    return warning(_CAPACITY[count.turn], first.pods, message, "run fewer pods, or raise the maxima of the groups")
