"""Events that are over: what they report has passed, or is the consequence of something else."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.progress import BEFORE_NODE, behind

if TYPE_CHECKING:
    from eks_gpu.doctor.answers.kubernetes import Event, Pod
    from eks_gpu.doctor.situation.whole import Situation

# States in which a container is on its way.
ON_ITS_WAY = {"", "ContainerCreating", "PodInitializing", "Completed"}
# Minutes that a GPU node takes from the request to Ready.
_NODE_MINUTES = 8
# Events of a node that it survives, so that a node which is Ready says nothing about them.
_LASTING = {"SystemOOM", "OOMKilling", "EvictionThresholdMet", "ImageGCFailed"}
# Failures that Karpenter answers with another NodeClaim.
_LAUNCH = {"InsufficientCapacityError", "LaunchFailed"}
# Minutes after which a controller that looks every 15 seconds would have said it again.
_SILENCE = 10
_FINE = {"Started", "Pulled", "Created", "SuccessfulAttachVolume", "NodeReady", "TriggeredScaleUp", "Completed"}


def is_over(situation: Situation, event: Event) -> bool:
    """Whether what an event reports has passed: its object is well or gone, or a later event says so."""
    judged = _BY_KIND.get(event.about.kind.lower(), _of_object)
    return judged(situation, event)


def got_further(pod: Pod, event: Event) -> bool:
    """Whether a pull or a start that failed once was tried again, and its containers are being made."""
    reasons = {status.state.waiting.reason for status in pod.statuses if status.state.waiting}
    return event.reason in {"Failed", "BackOff"} and bool(reasons) and reasons <= ON_ITS_WAY


def _of_pod(situation: Situation, event: Event) -> bool:
    if _is_behind(situation, event) or _is_of_ended(situation, event):
        return True
    if not situation.seen.knows("Pod"):
        return _of_object(situation, event)
    mine = situation.seen.pods_named.get(event.about.name, ())
    if mine:
        return all(pod.ready or pod.status.phase == "Succeeded" or got_further(pod, event) for pod in mine)
    return situation.programs.shows_all("Pod")


def _of_node(situation: Situation, event: Event) -> bool:
    nodes = situation.seen.nodes_named.get(event.about.name, ())
    if nodes:
        return all(node.ready for node in nodes) and event.reason not in _LASTING
    return "Node" in situation.seen.listed


def _of_claim(situation: Situation, event: Event) -> bool:
    """A NodeClaim; the next one had more luck, if no pod waits for a node since then."""
    seen = situation.seen
    if event.reason not in _LAUNCH or not seen.knows("Pod") or not seen.pods:
        return _of_object(situation, event)
    minutes = seen.minutes_since(event.at) or 0
    ages = (_waits_since(situation, pod) for pod in seen.pods if pod.waits_for_node)
    return not any(age is None or age >= minutes for age in ages)


def _of_autoscaler(situation: Situation, event: Event) -> bool:
    return (situation.seen.minutes_since(event.at) or 0) > _SILENCE or _of_object(situation, event)


def _of_object(situation: Situation, event: Event) -> bool:
    about = event.about
    newest = next(situation.events_of(about.kind, about.name, about.namespace), event)
    return newest.reason in _FINE and newest is not event


_BY_KIND = {
    "pod": _of_pod,
    "node": _of_node,
    "nodeclaim": _of_claim,
    "horizontalpodautoscaler": _of_autoscaler,
}


def _waits_since(situation: Situation, pod: Pod) -> float | None:
    """Minutes since a pod was made, or since the first event about it, as a description has no other time."""
    told = [*situation.events_of("pod", pod.name, pod.metadata.namespace)]
    return situation.seen.minutes_since(pod.metadata.creation or (told[-1].at if told else ""))


def _is_of_ended(situation: Situation, event: Event) -> bool:
    """Whether an event is about a probe, and the pod's containers do not run any more: something else ended them.

    Only a liveness or startup probe ends a container.
    """
    if event.reason != "Unhealthy":
        return False
    pods = situation.seen.pods_named.get(event.about.name, ())
    pauses = [one.state.waiting.reason for pod in pods for one in pod.statuses if one.state.waiting]
    if event.message.startswith("Readiness"):
        return bool(pauses)
    return any("Image" in reason for reason in pauses)


def _is_on_its_way(situation: Situation, event: Event) -> bool:
    """Whether an event says that a node was requested for a pod, so short a time ago that it cannot be there yet."""
    minutes = situation.seen.minutes_since(event.at)
    return event.reason == "TriggeredScaleUp" and minutes is not None and minutes < _NODE_MINUTES


def _is_behind(situation: Situation, event: Event) -> bool:
    """Whether the pod of an event has come further than the event says."""
    about = event.about
    told = [*situation.events_of(about.kind, about.name, about.namespace)]
    if event.reason in BEFORE_NODE:
        pods = situation.seen.pods_named.get(about.name, ())
        if pods and all(pod.spec.node for pod in pods):
            return True
        if event.reason == "FailedScheduling" and any(_is_on_its_way(situation, one) for one in told):
            return True
    # The newest comes first.
    return any(event.reason in behind(one.reason) for one in takewhile(lambda one: one is not event, told))
