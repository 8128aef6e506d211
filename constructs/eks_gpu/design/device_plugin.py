"""NVIDIA's device plugin: on which nodes it runs, and which taints it must tolerate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for
from eks_gpu.scheduling.taints import TolerationDesign, tolerations_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design.groups import GpuGroupDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class DevicePluginDesign:
    """The device plugin of a cluster.

    Attributes:
        image: Where it is pulled from.
        groups: GPU groups it runs on, in the order of the declaration.
        tolerations: For every taint of those groups.
    """

    image: str
    groups: tuple[str, ...]
    tolerations: tuple[TolerationDesign, ...]


def design_device_plugin(spec: ClusterSpec, groups: Iterable[GpuGroupDesign]) -> DevicePluginDesign | None:
    """The device plugin; None where no group needs it.

    Bottlerocket brings a plugin of its own: a second one beside it fights over kubelet's socket, and the node ends up
    with no GPU at all (bottlerocket-os/bottlerocket#4309).
    """
    served = [group for group in groups if group.spec.os != "bottlerocket"]
    if not served:
        return None
    return DevicePluginDesign(
        image=image_for(spec, "nvidia-device-plugin"),
        groups=tuple(group.name for group in served),
        # A group's own taint keeps the plugin away as well; its nodes would never offer a GPU.
        tolerations=tolerations_of(taint for group in served for taint in group.taints),
    )
