"""NVIDIA's exporter of GPU metrics: on which nodes it runs, and what it reads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for
from eks_gpu.design.monitoring.counters import counters_text
from eks_gpu.design.sharing.group_sharing import MIG
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import GPU
from eks_gpu.scheduling.taints import TolerationDesign, tolerations_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True)
class DcgmExporterDesign:
    """The exporter of a cluster.

    Attributes:
        image: Where it is pulled from.
        groups: GPU groups it runs on, in the order of the declaration.
        tolerations: For every taint of those groups.
        counters: The file that says what it reads.
        profiling: Whether it reads profiling counters, for which it must be an administrator of the node's kernel.
        devices_by_mount: Whether some node gives GPUs to those who mount them only.
        shared: Whether pods share GPUs, so that one GPU's figures are those of several pods.
        resources: Names other than `nvidia.com/gpu` by which pods hold its GPUs, sorted; MIG profiles are left out.
    """

    image: str
    groups: tuple[str, ...]
    tolerations: tuple[TolerationDesign, ...]
    counters: str
    profiling: bool
    devices_by_mount: bool
    shared: bool
    resources: tuple[str, ...]


def design_dcgm_exporter(spec: ClusterSpec, groups: Iterable[MachinesDesign]) -> DcgmExporterDesign | None:
    """The exporter; None if it is not asked for, or there is no GPU group."""
    served = tuple(groups)
    if not spec.monitoring.dcgm_exporter or not served:
        return None
    return DcgmExporterDesign(
        image=image_for(spec, "dcgm-exporter"),
        groups=tuple(group.name for group in served),
        tolerations=tolerations_of(taint for group in served for taint in group.taints),
        counters=counters_text(profiling=spec.monitoring.profiling),
        profiling=spec.monitoring.profiling,
        # By default Bottlerocket ignores NVIDIA_VISIBLE_DEVICES of a container without privileges
        # (settings.nvidia-container-runtime.visible-devices-envvar-when-unprivileged).
        devices_by_mount=any(group.os == "bottlerocket" for group in served),
        shared=any(group.sharing.replicas > 1 for group in served),
        resources=_resources(served),
    )


def _resources(groups: Iterable[MachinesDesign]) -> tuple[str, ...]:
    """Resource names that the exporter must be given to find the pods that hold them.

    Without them it knows `nvidia.com/gpu` and every name that begins with `nvidia.com/mig-`, renamed shares of parts
    included, and skips devices of any other name (NVIDIA/dcgm-exporter, `internal/pkg/transformation/kubernetes.go`).
    """
    names = {name for group in groups for name in group.sharing.units}
    return tuple(sorted(name for name in names if name != GPU and not name.startswith(MIG)))
