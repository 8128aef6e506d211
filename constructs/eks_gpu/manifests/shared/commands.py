"""Programs of GPU pods that span several nodes without EFA, and shared memory beyond the pod's own."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.checks._commands import says_several_nodes
from eks_gpu.manifests.judged import Spot, warning
from eks_gpu.manifests.reading.parts import fields, mappings, text, texts
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import EFA, shown
from eks_gpu.scheduling.quantity import mebibytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.manifests.judged import JudgedManifests, PodsFit
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.problem import Problem


@dataclass(frozen=True)
class _Command:
    """The program of a container."""

    command: tuple[str, ...]
    args: tuple[str, ...]
    image: str
    env: Mapping[str, str] = field(default_factory=dict)


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Look at pods that ask for GPUs."""
    for one in found.fits:
        if one.pods.gpus:
            yield from _without_efa(found, one)
            yield from _shm(one)


def _without_efa(found: JudgedManifests, one: PodsFit) -> Iterator[Problem]:
    demand = one.pods.demand
    running = {group.group for group in one.fit.groups if group.fit.verdict in {"runs", "capacity"}}
    with_efa = [group for group in found.design.scaled if group.efa and group.name in running]
    if not with_efa or demand.asks.get(EFA):
        return
    for index, container in enumerate(mappings(one.pods.template.spec, "containers")):
        says = says_several_nodes(_command(container))
        if says:
            group = with_efa[0]
            count = group.efa.count if group.efa else 0
            message = (
                f"{demand.name} spans several nodes (it sets {says}) but requests none of the {count} EFA interfaces "
                f"that a node of {group.name} has, so it falls back to TCP"
            )
            fix = f"add {EFA}: {count} and hugepages-2Mi to 'limits'"
            yield warning(
                "efa-unused", one.pods, message, fix, Spot(f"containers[{index}].resources", container, "resources")
            )
            return


def _command(container: Fields) -> _Command:
    env = {text(one, "name"): text(one, "value") for one in mappings(container, "env")}
    return _Command(texts(container, "command"), texts(container, "args"), text(container, "image"), env)


def _shm(one: PodsFit) -> Iterator[Problem]:
    """Volumes in memory that are larger than the memory limits of all containers."""
    spec = one.pods.template.spec
    limits = [text(container, "resources.limits.memory") for container in mappings(spec, "containers")]
    for index, volume in enumerate(mappings(spec, "volumes")):
        size = text(volume, "emptyDir.sizeLimit")
        if text(volume, "emptyDir.medium") != "Memory" or not size or not all(limits):
            continue
        try:
            most, wanted = sum(map(mebibytes, limits)), mebibytes(size)
        except (ValueError, ArithmeticError):
            continue
        if wanted > most:
            message = (
                f"the volume {text(volume, 'name')} in memory may hold {size}, but the containers may use "
                f"{shown('memory', most)} together"
            )
            inner = fields(volume, "emptyDir")
            spot = Spot(f"volumes[{index}].emptyDir.sizeLimit", inner, "sizeLimit")
            yield warning("shm-memory", one.pods, message, "raise the memory limit, or lower 'sizeLimit'", spot)
