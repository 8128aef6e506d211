"""Pods that wait, against the declaration's groups: the same judgement that `eks-gpu check` makes of workloads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.design.placement.fit import fit
from eks_gpu.scheduling.labels import alternatives, meets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import Fit, GroupModels, Obstacle
    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.situation.whole import Situation
    from eks_gpu.scheduling.demand import PodDemand


@dataclass(frozen=True, slots=True)
class Misfit:
    """Pods that no group runs, all for one reason.

    Attributes:
        pods: The waiting pods, which are alike.
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


_DEVICES = re.compile(r"Insufficient (?:nvidia\.com/|vpc\.amazonaws\.com/efa)")
_UNSELECTED = "didn't match Pod's node affinity/selector"
# Distance of a group: the obstacles of the nearest one are those to remove.
_NEARNESS = ("stays-pending", "never-scales", "excluded")


def misfits(situation: Situation) -> Iterator[Misfit]:
    """Pods that wait and fit no group, together where the same keeps them off."""
    found: dict[tuple[str, tuple[str, ...]], tuple[Fit, list[Pod]]] = {}
    for pod in situation.gpu_pods.waiting:
        # A table shows nothing about a pod that could be judged.
        if not pod.spec.containers or not situation.design.nodes:
            continue
        asked = situation.gpu_pods.asking(pod)
        fits = [
            (models.group.name, fit) for models in situation.design.nodes for fit in _fits(situation, asked, models)
        ]
        if any(one.verdict == "runs" for _, one in fits):
            continue
        group, nearest = min(fits, key=lambda one: (len(one[1].obstacles), _NEARNESS.index(one[1].verdict)))
        # A selector that some node passes is not what keeps the pod waiting, whatever the declaration says.
        if all(one.kind == "label" for one in nearest.obstacles) and lacks_devices(situation, pod):
            continue
        key = (group, tuple(obstacle.text for obstacle in nearest.obstacles))
        found.setdefault(key, (nearest, []))[1].append(pod)
    for (group, _), (nearest, pods) in found.items():
        yield Misfit(tuple(pods), group, nearest)


def lacks_devices(situation: Situation, pod: Pod, *, selected: bool = True) -> bool:
    """Whether the scheduler found a node whose labels and taints suit the pod, but that offers too few devices.

    The order of its filters is NodeUnschedulable, TaintToleration, NodeAffinity, NodePorts, NodeResourcesFit
    (kubernetes, pkg/scheduler/apis/config/v1/default_plugins.go); for each node it reports the first that fails.

    Args:
        situation: The cluster.
        pod: A pod that waits.
        selected: Whether other nodes must have failed its selector, so that the node that passed has GPUs.
    """
    messages = (
        event.message
        for event in situation.seen.events_about(pod.name)
        if event.reason == "FailedScheduling" and event.about.namespace == pod.metadata.namespace
    )
    return any(_DEVICES.search(text) and (not selected or _UNSELECTED in text) for text in messages)


def fitting(situation: Situation, pod: Pod) -> tuple[str, ...]:
    """Names of the groups that a pod fits; none if its requests are unknown."""
    if not pod.spec.containers:
        return ()
    asked = situation.gpu_pods.asking(pod)
    return tuple(node.group.name for node in situation.design.nodes if runs_on(situation, asked, node))


def runs_on(situation: Situation, asked: PodDemand, models: GroupModels) -> bool:
    """Whether an empty node of a group runs a pod."""
    return any(one.verdict == "runs" for one in _fits(situation, asked, models))


def drawn_to(situation: Situation, pod: Pod, models: GroupModels) -> bool:
    """Whether a pod's selector, affinity and tolerations admit it to a group, whatever its requests."""
    return any(
        all(obstacle.kind in {"resource", "nobody"} for obstacle in found.obstacles)
        for found in _fits(situation, situation.gpu_pods.asking(pod), models)
    )


def _fits(situation: Situation, asking: PodDemand, models: GroupModels) -> Iterator[Fit]:
    """A pod on a group, once for each of the terms of its affinity, of which one is enough."""
    for asked in [replace(asking, node_terms=(one,)) for one in asking.node_terms] or [asking]:
        yield _as_it_is(situation, asked, models.group.name, fit(asked, models))


def _as_it_is(situation: Situation, asked: PodDemand, group: str, judged: Fit) -> Fit:
    """Without the obstacles that are none in the cluster, which may be other than declared."""
    labels, taints = situation.groups.labels_there(group), situation.groups.taints_there(group)
    left = tuple(
        one
        for one in judged.obstacles
        if not (one.kind == "label" and _met(asked, one.subject, labels))
        and not (one.kind == "taint" and taints is not None and one.subject.partition("=")[0] not in taints)
    )
    return replace(judged, obstacles=left) if left else replace(judged, verdict="runs", obstacles=())


def _met(asked: PodDemand, key: str, labels: Mapping[str, set[str]]) -> bool:
    """Whether some node that was seen meets what a pod requires of a label."""
    there = {key: frozenset(labels[key])} if labels.get(key) else {}
    wanted = [one for required in alternatives(asked) for one in required if one.key == key]
    return bool(there) and all(meets(one, there) != "no" for one in wanted)
