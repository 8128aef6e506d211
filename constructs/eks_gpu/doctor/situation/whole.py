"""A design with the gathered answers about its cluster, which rules judge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.doctor.situation.barred import barred
from eks_gpu.doctor.situation.fits import lacks_devices, misfits
from eks_gpu.doctor.situation.gpu_pods import GpuPods
from eks_gpu.doctor.situation.groups import Groups
from eks_gpu.doctor.situation.programs import Programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.doctor.answers.kubernetes import Event, Pod
    from eks_gpu.doctor.answers.observations import Observations
    from eks_gpu.doctor.situation.barred import Barred
    from eks_gpu.doctor.situation.fits import Misfit

# Messages of kubelet that only repeat that it could not pull an image.
_REPEATS = re.compile(r"Error: (?:ImagePullBackOff|ErrImagePull)\b")


@dataclass(frozen=True)
class Situation:
    """A cluster next to its declaration, and what events say of its pods.

    Attributes:
        design: The declared cluster.
        seen: The gathered answers.
    """

    design: ClusterDesign
    seen: Observations

    @cached_property
    def groups(self) -> Groups:
        """The declared groups, matched with the existing nodes and node groups."""
        return Groups(self.design, self.seen)

    @cached_property
    def programs(self) -> Programs:
        """The device plugin and the autoscaler."""
        return Programs(self.seen)

    @cached_property
    def gpu_pods(self) -> GpuPods:
        """Pods that are to run on GPU nodes."""
        return GpuPods(self.design, self.seen)

    @cached_property
    def misfits(self) -> tuple[Misfit, ...]:
        """Pods that wait and fit no group."""
        return tuple(misfits(self))

    @cached_property
    def barred(self) -> tuple[Barred, ...]:
        """Pods that wait because rules about other pods close every node with room for them."""
        return tuple(barred(self)) if self.programs.shows_all("Pod") else ()

    @cached_property
    def withholds_devices(self) -> bool:
        """Whether a node suits a waiting pod, and a device plugin is what it lacks: more nodes would not help."""
        absent = self.programs.shows_all("Pod") and not self.programs.plugin_pods and not self.programs.plugin_sets
        if absent and any(lacks_devices(self, pod) for pod in self.gpu_pods.waiting):
            return True
        failing = any("device-plugin" in pod.name and not pod.ready and not pod.over for pod in self.seen.pods)
        return failing and any(lacks_devices(self, pod, selected=False) for pod in self.gpu_pods.waiting)

    def events_of(self, kind: str, name: str, namespace: str = "") -> Iterator[Event]:
        """Events about an object, newest first."""
        for event in reversed(self.seen.events_about(name)):
            # A table of one namespace does not name it.
            if event.about.kind.lower() != kind.lower():
                continue
            if not namespace or event.about.namespace in {"", namespace}:
                yield event

    def told(self, pod: Pod, *reasons: str) -> tuple[str, ...]:
        """The newest message of each reason about a pod, and the message of its own condition."""
        newest: dict[str, str] = {}
        for event in self.events_of("pod", pod.name, pod.metadata.namespace):
            # "Error: ImagePullBackOff" only repeats that the pull before it failed.
            if event.reason not in newest or _REPEATS.match(newest[event.reason]):
                newest[event.reason] = event.message
        messages = tuple(f"{reason}: {newest[reason]}" for reason in reasons if reason in newest)
        if not messages and "FailedScheduling" in reasons:
            conditions = (
                condition
                for condition in pod.status.conditions
                if condition.type == "PodScheduled" and condition.message
            )
            messages = tuple(f"PodScheduled: {condition.message}" for condition in conditions)
        return messages
