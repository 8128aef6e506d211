"""Thresholds that depend on the GPU model, from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.catalog import Gpu, GpuTelemetry
    from eks_gpu.design.groups import GpuGroupDesign

# CUDA's context and cuBLAS's workspace alone take some hundred MiB: with less than this free, the next one fails.
_LEAST_FREE_MIB = 512
_FREE_SHARE = 0.01
# A GPU that is held back by its power limit draws about as much as the limit; one that is held back far below its
# model's own power has had its limit lowered.
_LOWERED_POWER = 0.8


def least_free_mib(gpu: GpuTelemetry) -> int:
    """Free memory below which a GPU is as good as full, in MiB: one percent of it, and no less than 512."""
    return max(_LEAST_FREE_MIB, round(gpu.memory_mib * _FREE_SHARE))


def full_percent(gpu: GpuTelemetry) -> float:
    """The same as a share of its memory in use, in percent."""
    return round(100 * (1 - least_free_mib(gpu) / gpu.memory_mib), 1)


def lowered_power_watts(gpu: GpuTelemetry) -> int | None:
    """Power draw below which no GPU of this model should be held back for power, in watts; None where it is unknown."""
    return round(gpu.power_watts * _LOWERED_POWER) if gpu.power_watts else None


def models_of(groups: Iterable[GpuGroupDesign]) -> tuple[GpuTelemetry, ...]:
    """The GPU models of these groups, each once, in their order."""
    return tuple(dict.fromkeys(_telemetry(kind.gpu) for group in groups for kind in group.types if kind.gpu))


def _telemetry(gpu: Gpu) -> GpuTelemetry:
    model = catalog.gpu_model(gpu)
    return next(
        found for found in catalog.gpu_telemetry() if (found.model, found.memory_mib) == (model.model, model.memory_mib)
    )
