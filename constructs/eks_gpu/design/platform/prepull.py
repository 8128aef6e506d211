"""Images that the nodes of a group pull when they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.taints import TolerationDesign, tolerating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True)
class PrepullDesign:
    """The pulling of one group.

    Attributes:
        group: Name of the group.
        images: Images to pull, one after the other.
        tolerations: For every taint of the group.
        waiting: A small image with a static program, which the others run and the pod then waits with.
    """

    group: str
    images: tuple[str, ...]
    tolerations: tuple[TolerationDesign, ...]
    waiting: str

    @property
    def name(self) -> str:
        """Name of the DaemonSet."""
        return f"prepull-{self.group}"


def design_prepulls(spec: ClusterSpec, groups: Iterable[MachinesDesign]) -> tuple[PrepullDesign, ...]:
    """The groups that pull images beforehand."""
    return tuple(
        PrepullDesign(
            group=group.name,
            images=tuple(dict.fromkeys(group.spec.prepull)),
            tolerations=tolerating(group.taints),
            waiting=image_for(spec, "busybox"),
        )
        for group in groups
        if group.spec.prepull
    )
