"""Pods that wait, against the declaration's groups: the same judgement that `eks-gpu check` makes of workloads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.placement import fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import Fit, Obstacle
    from eks_gpu.doctor.kubernetes import Pod
    from eks_gpu.doctor.situation import Situation


@dataclass(frozen=True, slots=True)
class Misfit:
    """Pods that no group runs, all for one reason.

    Attributes:
        pods: They.
        group: The group that comes nearest.
        fit: What keeps them off it.
    """

    pods: tuple[Pod, ...]
    group: str
    fit: Fit

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What keeps them off."""
        return self.fit.obstacles


# How near a group is: what is in the way of the nearest one is what to change.
_NEARNESS = ("stays-pending", "never-scales", "excluded")


def misfits(situation: Situation) -> Iterator[Misfit]:
    """Pods that wait and fit no group, together where the same keeps them off."""
    found: dict[tuple[str, tuple[str, ...]], tuple[Fit, list[Pod]]] = {}
    for pod in situation.waiting:
        # Of a pod from a table nothing is known that could be judged.
        if not pod.spec.containers or not situation.design.nodes:
            continue
        asking = situation.asking(pod)
        fits = [(models.group.name, fit(asking, models)) for models in situation.design.nodes]
        if any(one.verdict == "runs" for _, one in fits):
            continue
        group, nearest = min(fits, key=lambda one: (len(one[1].obstacles), _NEARNESS.index(one[1].verdict)))
        key = (group, tuple(obstacle.text for obstacle in nearest.obstacles))
        found.setdefault(key, (nearest, []))[1].append(pod)
    for (group, _), (nearest, pods) in found.items():
        yield Misfit(tuple(pods), group, nearest)
