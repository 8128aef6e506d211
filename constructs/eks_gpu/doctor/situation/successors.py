"""Pods that failed, and the later ones of the same owner that did the work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.ages import seconds_ago

if TYPE_CHECKING:
    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.answers.observations import Observations

# The random end of a pod's name; a table shows no owner, so the rest of the name has to do.
_TAIL = re.compile(r"-[a-z0-9]{5}\Z")


@dataclass(frozen=True)
class Successors:
    """Successors of failed pods.

    Attributes:
        seen: The gathered answers.
    """

    seen: Observations

    def has(self, pod: Pod) -> bool:
        """Whether a later pod of the same owner runs or has ended well, so that the failed one is only a trace."""
        if pod.over and pod.maker in self._alive:
            return True
        ended = any(status.state.terminated for status in pod.statuses)
        if not (pod.status.phase == "Failed" or (ended and not pod.maker)):
            return False
        newest = self._well.get(_kin(pod), "")
        created = pod.metadata.creation
        # Two ages of a table may be equal although a day lies between them.
        return bool(newest) and (newest > created or (newest == created and seconds_ago(created) is not None))

    @cached_property
    def _alive(self) -> frozenset[str]:
        """Owners of pods that are ready."""
        return frozenset(pod.maker for pod in self.seen.pods if pod.maker and pod.ready)

    @cached_property
    def _well(self) -> dict[str, str]:
        """The creation of the newest pod that has ended well, by what its owner's pods have in common."""
        found: dict[str, str] = {}
        for pod in self.seen.pods:
            if pod.status.phase == "Succeeded" and (kin := _kin(pod)):
                found[kin] = max(found.get(kin, ""), pod.metadata.creation or " ")
        return found


def _kin(pod: Pod) -> str:
    """The owner of a pod, or the beginning of its name where no owner is known; empty if it has neither."""
    if pod.maker:
        return pod.maker
    stem = _TAIL.sub("", pod.name)
    return f"{pod.metadata.namespace}/{stem}" if stem != pod.name else ""
