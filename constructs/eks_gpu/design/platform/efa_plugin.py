"""AWS's EFA device plugin: on which nodes it runs, and which taints it must tolerate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.images import eks_image_for
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.taints import TolerationDesign, tolerations_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True)
class EfaPluginDesign:
    """The EFA device plugin of a cluster.

    Attributes:
        image: Where it is pulled from.
        groups: Groups it runs on, in the order of the declaration; on both operating systems, neither brings one.
        tolerations: For every taint of those groups.
    """

    image: str
    groups: tuple[str, ...]
    tolerations: tuple[TolerationDesign, ...]


def design_efa_plugin(spec: ClusterSpec, groups: Iterable[MachinesDesign]) -> EfaPluginDesign | None:
    """The EFA device plugin; None if no group has EFA."""
    served = [group for group in groups if group.efa]
    if not served:
        return None
    return EfaPluginDesign(
        image=eks_image_for(spec, "aws-efa-k8s-device-plugin"),
        groups=tuple(group.name for group in served),
        tolerations=tolerations_of(taint for group in served for taint in group.taints),
    )
