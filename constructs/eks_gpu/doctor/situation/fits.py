"""Pods that wait, against the declaration's groups: the same judgement that `eks-gpu check` makes of workloads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.design.placement.fit import fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import Fit, GroupModels, Obstacle
    from eks_gpu.design.placement.fit import Pod as AskingPod
    from eks_gpu.doctor.answers.kubernetes import Expression, Pod
    from eks_gpu.doctor.situation.gpu_pods import GpuPods


@dataclass(frozen=True, slots=True)
class Misfit:
    """Pods that no group runs, all for one reason.

    Attributes:
        pods: They.
        group: The group that comes nearest.
        fit: Obstacles that keep the pods off the group.
    """

    pods: tuple[Pod, ...]
    group: str
    fit: Fit

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """The obstacles."""
        return self.fit.obstacles


# How near a group is: what is in the way of the nearest one is what to change.
_NEARNESS = ("stays-pending", "never-scales", "excluded")


def misfits(known: GpuPods) -> Iterator[Misfit]:
    """Pods that wait and fit no group, together where the same keeps them off."""
    found: dict[tuple[str, tuple[str, ...]], tuple[Fit, list[Pod]]] = {}
    for pod in known.waiting:
        # A table shows nothing about a pod that could be judged.
        if not pod.spec.containers or not known.design.nodes:
            continue
        fits = [(models.group.name, one) for models in known.design.nodes for one in _fits(known, pod, models)]
        if any(one.verdict == "runs" for _, one in fits):
            continue
        group, nearest = min(fits, key=lambda one: (len(one[1].obstacles), _NEARNESS.index(one[1].verdict)))
        key = (group, tuple(obstacle.text for obstacle in nearest.obstacles))
        found.setdefault(key, (nearest, []))[1].append(pod)
    for (group, _), (nearest, pods) in found.items():
        yield Misfit(tuple(pods), group, nearest)


def fitting(known: GpuPods, pod: Pod) -> tuple[str, ...]:
    """Names of the groups that a pod fits; none where nothing is known of what it asks for."""
    if not pod.spec.containers:
        return ()
    nodes = known.design.nodes
    return tuple(one.group.name for one in nodes if any(fit.verdict == "runs" for fit in _fits(known, pod, one)))


def drawn_to(known: GpuPods, pod: Pod, models: GroupModels) -> bool:
    """Whether a pod's selector, affinity and tolerations let it onto a group, whatever it asks for."""
    return any(
        all(one.kind in {"resource", "nobody"} for one in found.obstacles) for found in _fits(known, pod, models)
    )


def _fits(known: GpuPods, pod: Pod, models: GroupModels) -> Iterator[Fit]:
    """A pod on a group, once for each of the terms of its affinity, of which one is enough."""
    asking = known.asking(pod)
    terms = [one.expressions for one in pod.spec.affinity.node.required.terms]
    for term in terms or [()]:
        wanted = {one.key: value for one in term if (value := _wanted(one, models)) is not None}
        asked = replace(asking, selector={**asking.selector, **wanted})
        yield _as_it_is(known, asked, models.group.name, fit(asked, models))


def _as_it_is(known: GpuPods, asked: AskingPod, group: str, judged: Fit) -> Fit:
    """Leave out obstacles that the running cluster does not have, because it may differ from its declaration."""
    labels, taints = known.labels_there(group), known.taints_there(group)
    left = tuple(
        one
        for one in judged.obstacles
        if not (one.kind == "label" and asked.selector.get(one.subject) in labels.get(one.subject, ()))
        and not (one.kind == "taint" and taints is not None and one.subject.partition("=")[0] not in taints)
    )
    return replace(judged, obstacles=left) if left else replace(judged, verdict="runs", obstacles=())


def _wanted(one: Expression, models: GroupModels) -> str | None:
    """The value of a label that an expression comes down to on this group; None where it keeps nobody off."""
    if one.operator not in {"In", "Exists"}:
        return None
    carried = [node.labels[one.key] for pool in models.pools for node in pool.nodes if one.key in node.labels]
    if not carried:
        return one.values[0] if one.values else "…"
    known = frozenset[str]().union(*carried)
    if one.operator == "Exists" or known <= set(one.values):
        return None
    return min(known & set(one.values), default=one.values[0] if one.values else "")
