"""The NVIDIA device plugin: on which nodes, and past which taints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for
from eks_gpu.design.taints import GPU_TAINT
from eks_gpu.design.workloads import TolerationDesign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design.groups import GpuGroupDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class DevicePluginDesign:
    """The device plugin of a cluster.

    Attributes:
        image: Pinned image.
        groups: Names of the GPU groups it runs on. Bottlerocket brings its own plugin; two of them would fight over
            kubelet's socket, and the node would show no GPU.
        tolerations: For every taint of those groups; a plugin that a taint keeps out leaves nodes without GPUs.
    """

    image: str
    groups: tuple[str, ...]
    tolerations: tuple[TolerationDesign, ...]


def design_device_plugin(spec: ClusterSpec, groups: Iterable[GpuGroupDesign]) -> DevicePluginDesign | None:
    """The device plugin, or None where no group needs one."""
    served = [group for group in groups if group.spec.os != "bottlerocket"]
    if not served:
        return None
    taints = dict.fromkeys([GPU_TAINT, *(taint for group in served for taint in group.taints)])
    return DevicePluginDesign(
        image=image_for(spec, "nvidia-device-plugin"),
        groups=tuple(group.name for group in served),
        tolerations=tuple(
            dict.fromkeys(TolerationDesign(taint.key, "Exists", effect=taint.effect.kubernetes) for taint in taints)
        ),
    )
