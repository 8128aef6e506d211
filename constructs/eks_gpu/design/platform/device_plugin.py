"""NVIDIA's device plugin: on which nodes it runs, with which settings, and which taints it must tolerate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for
from eks_gpu.design.platform.plugin_config import plugin_configs
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.taints import TolerationDesign, tolerations_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True)
class MpsDesign:
    """The daemons that run next to the plugin if a group shares by MPS.

    Attributes:
        groups: GPU groups they run on, in the order of the declaration.
        tolerations: For every taint of those groups.
    """

    groups: tuple[str, ...]
    tolerations: tuple[TolerationDesign, ...]


@dataclass(frozen=True)
class DevicePluginDesign:
    """The device plugin of a cluster.

    Attributes:
        image: Where it is pulled from; its other programs are in it too.
        groups: GPU groups it runs on, in the order of the declaration.
        tolerations: For every taint of those groups.
        configs: Its settings by key; a node's label says which. Empty if no group shares its GPUs.
        mig: Whether some of those groups cut their GPUs.
        mps: Additional parts for MPS; None if no group uses it.
    """

    image: str
    groups: tuple[str, ...]
    tolerations: tuple[TolerationDesign, ...]
    configs: Mapping[str, str]
    mig: bool
    mps: MpsDesign | None


def design_device_plugin(spec: ClusterSpec, groups: Iterable[MachinesDesign]) -> DevicePluginDesign | None:
    """The device plugin; None if no group needs it.

    Bottlerocket brings a plugin of its own: a second one next to it fights over kubelet's socket, and the node ends up
    with no GPU at all (bottlerocket-os/bottlerocket#4309).
    """
    served = [group for group in groups if group.os != "bottlerocket"]
    if not served:
        return None
    by_mps = [group for group in served if group.sharing.kind == "mps"]
    return DevicePluginDesign(
        image=image_for(spec, "nvidia-device-plugin"),
        groups=tuple(group.name for group in served),
        tolerations=_tolerations(served),
        configs=plugin_configs(served),
        mig=any(group.sharing.mig for group in served),
        mps=MpsDesign(tuple(group.name for group in by_mps), _tolerations(by_mps)) if by_mps else None,
    )


def _tolerations(groups: Sequence[MachinesDesign]) -> tuple[TolerationDesign, ...]:
    """A group's own taint keeps the plugin away as well; its nodes would never offer a GPU."""
    return tolerations_of(taint for group in groups for taint in group.taints)
