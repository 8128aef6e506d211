"""Failures that anybody can see in the answers, whatever their cause: pods, and the events about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.progress import BEFORE_NODE, behind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import ContainerStatus, Event, Pod
    from eks_gpu.doctor.situation.whole import Situation

# States in which a container is on its way.
_ON_ITS_WAY = {"", "ContainerCreating", "PodInitializing", "Completed"}
# Minutes after which a pod that only waits is a failure.
_MINUTES = 15
_FINE = {"Started", "Pulled", "Created", "SuccessfulAttachVolume", "NodeReady", "TriggeredScaleUp", "Completed"}
# Warnings of nodes and pods that are well (kubelet, kubelet's garbage collection, the EKS console, CoreDNS).
HARMLESS = re.compile(
    r"InvalidDiskCapacity|DNSConfigForming|FailedToUpdateEndpoint|FailedToUpdateEndpointSlices|CIDRNotAvailable|"
    r"MissingClusterDNS|PossibleMemoryBackedVolumesOnDisk|FailedToRetrieveImagePullSecret|Rebooted|"
    r"ContainerGCFailed|FreeDiskSpaceFailed|FailedPreStopHook|ClaimLost|NodeShutdown|Unhealthy|"
    r"UnexpectedAdmissionError|FailedGetResourceMetric|FailedComputeMetricsReplicas|NoPods|TopologyAwareHintsDisabled|"
    r"CalculateExpectedPodCountFailed|RecreatingFailedPod|FailedKillPod|FailedDaemonPod"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A pod that fails.

    Attributes:
        where: The pod, as messages name it.
        name: Its name.
        state: The reason or phase that kubectl shows.
        container: The container that fails; empty for the pod as a whole.
        texts: Messages of its containers and its own.
        pod: The pod.
    """

    where: str
    name: str
    state: str
    container: str
    texts: tuple[str, ...]
    pod: Pod


def failures(situation: Situation) -> Iterator[Failure]:
    """Pods that crash, were killed, cannot start or wait for long, GPU or not."""
    alive = {pod.maker for pod in situation.seen.pods if pod.maker and pod.ready}
    for pod in situation.seen.pods:
        if pod.metadata.deletion or pod.gated:
            continue
        status = _failing(pod)
        state = _state(situation, pod, status)
        # A finished pod whose successor runs is only a trace.
        if state and not (pod.over and pod.maker in alive):
            name = status.name if status else ""
            yield Failure(f"pod {pod.full_name}", pod.name, state, name, tuple(_texts(pod)), pod)


def _failing(pod: Pod) -> ContainerStatus | None:
    """The container that fails; an init container keeps the others waiting."""
    waiting = (one for one in pod.statuses if one.state.waiting and one.state.waiting.reason not in _ON_ITS_WAY)
    ended = (one for one in pod.statuses if _ended_badly(one, pod))
    return next(waiting, None) or next(ended, None)


def _ended_badly(status: ContainerStatus, pod: Pod) -> bool:
    end = status.state.terminated
    if end is None or status.ready:
        return False
    init = status in pod.status.init_containers
    return bool(end.exit_code) or (end.exit_code is None and end.reason not in {"", "Completed"} and not init)


def _state(situation: Situation, pod: Pod, status: ContainerStatus | None) -> str:
    if status:
        pause = status.state.waiting or status.state.terminated
        return pause.reason or "Error" if pause else "Error"
    if pod.status.phase == "Failed":
        return pod.status.reason or "Failed"
    if pod.status.phase == "Unknown":
        return "Unknown"
    if pod.status.phase != "Pending":
        return ""
    age = situation.seen.minutes_since(pod.metadata.creation)
    told = [*situation.events_of("pod", pod.name, pod.metadata.namespace)]
    if any(event.reason == "TriggeredScaleUp" for event in told):
        return ""
    warned = any(
        (event.type == "Warning" or event.reason.startswith("Failed")) and not _got_further(pod, event)
        for event in told
    )
    return "Pending" if warned or age is None or age > _MINUTES else ""


def _texts(pod: Pod) -> Iterator[str]:
    yield f"{pod.status.reason}: {pod.status.message}" if pod.status.message else ""
    for status in pod.statuses:
        for pause in filter(None, (status.state.terminated, status.last.terminated, status.state.waiting)):
            yield f"{pause.reason}: {pause.message}" if pause.message else ""
    for condition in pod.status.conditions:
        yield condition.message


def about_of(event: Event) -> str:
    """The object of an event, as messages name it."""
    name = "/".join(filter(None, (event.about.namespace, event.about.name)))
    return f"{event.about.kind.lower() or 'object'} {name}".strip()


def _got_further(pod: Pod, event: Event) -> bool:
    """Whether a pull or a start that failed once was tried again, and its containers are being made."""
    reasons = {status.state.waiting.reason for status in pod.statuses if status.state.waiting}
    return event.reason in {"Failed", "BackOff"} and bool(reasons) and reasons <= _ON_ITS_WAY


def is_over(situation: Situation, event: Event) -> bool:
    """Whether what an event reports has passed: its pod or node is well or gone, or a later event says so."""
    seen, about = situation.seen, event.about
    kind = about.kind.lower()
    if kind == "pod" and _is_behind(situation, event):
        return True
    if kind == "pod" and seen.knows("Pod"):
        mine = seen.pods_named.get(about.name, ())
        if mine:
            return all(pod.ready or pod.status.phase == "Succeeded" or _got_further(pod, event) for pod in mine)
        return situation.programs.shows_all("Pod")
    if kind == "node":
        nodes = seen.nodes_named.get(about.name, ())
        if nodes:
            return all(node.ready for node in nodes) and event.reason not in {"SystemOOM", "OOMKilling"}
        return "Node" in seen.listed
    newest = next(situation.events_of(about.kind, about.name, about.namespace), event)
    return newest.reason in _FINE and newest is not event


def _is_behind(situation: Situation, event: Event) -> bool:
    """Whether the pod of an event has come further than the event says."""
    about = event.about
    if event.reason in BEFORE_NODE:
        pods = situation.seen.pods_named.get(about.name, ())
        if pods and all(pod.spec.node for pod in pods):
            return True
    # The newest comes first.
    later = takewhile(lambda one: one is not event, situation.events_of(about.kind, about.name, about.namespace))
    return any(event.reason in behind(one.reason) for one in later)
