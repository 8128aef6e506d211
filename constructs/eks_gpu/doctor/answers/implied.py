"""Pods that only events mention, with the state from their newest event."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.kubernetes import Pod
from eks_gpu.doctor.answers.lenient import read_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.doctor.answers.kubernetes import Event

_PLACED = {"Scheduled", "Pulling", "Pulled", "Created", "Started"}
_WITHOUT_NODE = {"FailedScheduling", "NotTriggerScaleUp", "TriggeredScaleUp"}
_STARTING = {"FailedCreatePodSandBox", "FailedMount", "FailedAttachVolume"}
_OVER = {"Killing", "Evicted", "Preempted"}
_PULL = re.compile(r"pull(ing)? image|ImagePullBackOff|ErrImagePull")
_CRASH = re.compile(r"restarting failed container|failed to start container", re.IGNORECASE)


def implied_pods(events: Iterable[Event]) -> Iterator[Pod]:
    """Pods that wait or do not start, by their events.

    Args:
        events: Events, oldest first.
    """
    newest: dict[tuple[str, str], tuple[str, Event]] = {}
    for event in (event for event in events if event.about.kind == "Pod"):
        key, state = (event.about.namespace, event.about.name), _state(event)
        if state == "fine":
            newest.pop(key, None)
        elif state:
            newest[key] = (state, event)
    for (namespace, name), (state, _) in newest.items():
        waiting = [] if state == "no node" else [{"state": {"waiting": {"reason": state}}}]
        pod = {
            "metadata": {"namespace": namespace, "name": name},
            "status": {"phase": "Pending", "containerStatuses": waiting},
        }
        if found := read_as(Pod, pod):
            yield found


def _state(event: Event) -> str:
    """The pod's state that follows from an event; empty if none does."""
    if event.reason in _WITHOUT_NODE:
        return "no node"
    if event.reason in _STARTING:
        return "ContainerCreating"
    if _PULL.search(event.message) and event.reason in {"Failed", "BackOff"}:
        return "ImagePullBackOff"
    if _CRASH.search(event.message) and event.reason in {"Failed", "BackOff"}:
        return "CrashLoopBackOff"
    return "fine" if event.reason in _PLACED | _OVER else ""
