"""Failures that anybody can see in the answers, whatever their cause: pods, and the events about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.doctor.findings._over import ON_ITS_WAY, got_further

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import ContainerStatus, Event, Pod
    from eks_gpu.doctor.situation.whole import Situation

# Minutes after which a pod that only waits is a failure.
_MINUTES = 15
_MANAGED = "kueue.x-k8s.io/managed"
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
    for pod in situation.seen.pods:
        if pod.metadata.deletion or pod.gated:
            continue
        status = _failing(pod)
        state = _state(situation, pod, status)
        # A finished pod whose successor runs is only a trace.
        if state and not situation.gpu_pods.successors.has(pod):
            name = status.name if status else ""
            yield Failure(f"pod {pod.full_name}", pod.name, state, name, tuple(_texts(pod)), pod)


def _failing(pod: Pod) -> ContainerStatus | None:
    """The container that fails; an init container keeps the others waiting."""
    waiting = (one for one in pod.statuses if one.state.waiting and one.state.waiting.reason not in ON_ITS_WAY)
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
    if pod.status.phase == "Pending" and not _fails_to_start(situation, pod):
        return ""
    return pod.status.phase if pod.status.phase in {"Unknown", "Pending"} else ""


def _fails_to_start(situation: Situation, pod: Pod) -> bool:
    """Whether a pod that only waits does so for too long, or an event says that it fails."""
    age = situation.seen.minutes_since(pod.metadata.creation)
    told = [*situation.events_of("pod", pod.name, pod.metadata.namespace)]
    if any(one.reason == "TriggeredScaleUp" and (situation.seen.minutes_since(one.at) or 0) < _MINUTES for one in told):
        return False
    if not told and pod.metadata.labels.get(_MANAGED) == "true":
        # Kueue keeps the pod from the scheduler, and a description shows no gate.
        return False
    warned = any(
        (event.type == "Warning" or event.reason.startswith("Failed")) and not got_further(pod, event) for event in told
    )
    return warned or age is None or age > _MINUTES


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
