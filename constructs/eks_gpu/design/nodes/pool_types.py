"""Instance types of a node pool: those that the file names, or those of the catalogue with the GPUs it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.nodes.groups import known_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.spec import GpuChoiceSpec, GpuNodePoolSpec

_MIB_PER_GIB = 1024


def pool_types(pool: GpuNodePoolSpec, region: str) -> tuple[InstanceType, ...]:
    """The GPU types of a pool, without those that the catalogue does not know.

    Args:
        pool: The pool.
        region: Where it is; `gpus` leaves out types that EC2 does not offer there.
    """
    if pool.instance_types:
        return tuple(kind for kind in known_types(pool.instance_types) if kind.gpu)
    return tuple(sorted(_matching(pool.gpus, region), key=_size)) if pool.gpus else ()


def _matching(wanted: GpuChoiceSpec, region: str) -> Iterator[InstanceType]:
    for kind in catalog.instance_types().values():
        offered = catalog.regions_offering(kind.name)
        if (
            _has(kind, wanted)
            and kind.current_generation
            and not kind.bare_metal
            and (not offered or region in offered)
        ):
            yield kind


def _has(kind: InstanceType, wanted: GpuChoiceSpec) -> bool:
    """Whether a type has such GPUs; a part of a GPU is none that anybody asked for by its model."""
    gpu = kind.gpu
    if gpu is None or gpu.manufacturer != "NVIDIA" or gpu.fraction < 1:
        return False
    return (
        (not wanted.model or _named(gpu.model) in map(_named, wanted.model))
        and (not wanted.count or gpu.count in wanted.count)
        and (wanted.min_memory_gib is None or gpu.memory_mib >= wanted.min_memory_gib * _MIB_PER_GIB)
        and (not wanted.generation or _named(catalog.gpu_model(gpu).architecture) in map(_named, wanted.generation))
    )


def _named(text: str) -> str:
    """A name as people write it, without case, spaces and dashes."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _size(kind: InstanceType) -> tuple[int, int, int, str]:
    """Smaller machines first."""
    return (kind.gpu.count if kind.gpu else 0, kind.vcpus, kind.memory_mib, kind.name)
