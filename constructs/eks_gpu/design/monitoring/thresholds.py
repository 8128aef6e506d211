"""Thresholds that depend on the GPU model, from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.catalog import Gpu, GpuTelemetry
    from eks_gpu.design.nodes.groups import MachinesDesign

# CUDA's context and cuBLAS's workspace need some hundred MiB: with less than this free, the next one fails.
_LEAST_FREE_MIB = 512
_FREE_SHARE = 0.01
LEAST_FREE_SHARE = 0.03
"""Of a part of a GPU, whose memory no table knows: about what 512 MiB are of a T4."""


def least_free_mib(gpu: GpuTelemetry) -> int:
    """Free memory below which a GPU is as good as full, in MiB: one percent of it, and no less than 512."""
    return max(_LEAST_FREE_MIB, round(gpu.memory_mib * _FREE_SHARE))


def full_percent(gpu: GpuTelemetry) -> float:
    """The same as a share of its memory in use, in percent."""
    return round(100 * (1 - least_free_mib(gpu) / gpu.memory_mib), 1)


def has_slices(groups: Iterable[MachinesDesign]) -> bool:
    """Whether some group cuts its GPUs by MIG."""
    return any(group.sharing.mig for group in groups)


def models_of(groups: Iterable[MachinesDesign]) -> tuple[GpuTelemetry, ...]:
    """The GPU models of these groups, each once, in their order."""
    return tuple(
        dict.fromkeys(
            _telemetry(instance_type.gpu) for group in groups for instance_type in group.types if instance_type.gpu
        )
    )


def models_in_parts(groups: Iterable[MachinesDesign]) -> frozenset[GpuTelemetry]:
    """Those of them of which EC2 sells parts as GPUs here (g6f), with less memory than the model."""
    instance_types = (instance_type for group in groups for instance_type in group.types)
    return frozenset(
        _telemetry(instance_type.gpu)
        for instance_type in instance_types
        if instance_type.gpu and instance_type.gpu.fraction < 1
    )


def _telemetry(gpu: Gpu) -> GpuTelemetry:
    model = catalog.gpu_model(gpu)
    return next(
        found for found in catalog.gpu_telemetry() if (found.model, found.memory_mib) == (model.model, model.memory_mib)
    )
