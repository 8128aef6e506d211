"""The metrics that NVIDIA's exporter is told to read, and nothing else: each costs series on every GPU."""

from __future__ import annotations

from typing import Literal

from eks_gpu.on_first_use import dataclass


@dataclass(frozen=True)
class Counter:
    """One metric.

    Attributes:
        name: DCGM's name of the field, which becomes the metric's; those with `EXP` are the exporter's own.
        kind: Type in Prometheus; a `label` is attached to all others.
        help: Description, with the unit. No comma: the list is a CSV of three columns.
    """

    name: str
    kind: Literal["gauge", "counter", "label"]
    help: str

    @property
    def profiling(self) -> bool:
        """Whether it is read from the GPU's profiling counters."""
        return "_PROF_" in self.name


# Names are those of DCGM 4.5 (NVIDIA/go-dcgm const_fields.go), which the pinned exporter is built with; one that it
# does not know keeps it from starting. A field that a GPU lacks gives no series, so one list serves every model.
COUNTERS = (
    Counter("DCGM_FI_DRIVER_VERSION", "label", "Driver version."),
    Counter("DCGM_FI_DEV_GPU_UTIL", "gauge", "Share of time in which some kernel ran (%)."),
    Counter("DCGM_FI_DEV_MEM_COPY_UTIL", "gauge", "Share of time in which memory was read or written (%)."),
    Counter("DCGM_FI_DEV_FB_USED", "gauge", "Memory in use (MiB)."),
    Counter("DCGM_FI_DEV_FB_FREE", "gauge", "Memory free (MiB)."),
    Counter("DCGM_FI_DEV_GPU_TEMP", "gauge", "Temperature (C)."),
    Counter("DCGM_FI_DEV_MEMORY_TEMP", "gauge", "Temperature of the memory (C)."),
    Counter("DCGM_FI_DEV_SLOWDOWN_TEMP", "gauge", "Temperature from which the device slows itself down (C)."),
    Counter("DCGM_FI_DEV_POWER_USAGE", "gauge", "Power draw (W)."),
    Counter("DCGM_FI_DEV_ENFORCED_POWER_LIMIT", "gauge", "Power limit in force whoever set it (W)."),
    Counter("DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF", "gauge", "Power limit that the board comes with (W)."),
    Counter("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "counter", "Energy used since boot (mJ)."),
    Counter("DCGM_FI_DEV_SM_CLOCK", "gauge", "Clock of the multiprocessors (MHz)."),
    Counter("DCGM_EXP_CLOCK_EVENTS_COUNT", "gauge", "Samples of the last five minutes with a reason for lower clocks."),
    Counter("DCGM_EXP_XID_ERRORS_COUNT", "gauge", "Errors of the last five minutes by XID."),
    Counter("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "counter", "Uncorrectable memory errors since the driver was loaded."),
    Counter("DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", "counter", "Corrected memory errors since the driver was loaded."),
    Counter("DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS", "counter", "Rows remapped after uncorrectable errors."),
    Counter("DCGM_FI_DEV_ROW_REMAP_FAILURE", "gauge", "Whether a row could not be remapped."),
    Counter("DCGM_FI_DEV_ROW_REMAP_PENDING", "gauge", "Whether a remapped row waits for a reset of the GPU."),
    Counter("DCGM_FI_DEV_RETIRED_PENDING", "gauge", "Pages to be retired at the next start (before Ampere)."),
    Counter("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "counter", "Retries on PCIe."),
    Counter("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", "counter", "Traffic over all NVLinks."),
    Counter("DCGM_FI_PROF_GR_ENGINE_ACTIVE", "gauge", "Share of time in which the compute engine was busy (0 to 1)."),
    Counter("DCGM_FI_PROF_SM_ACTIVE", "gauge", "Share of multiprocessors with work (0 to 1)."),
    Counter("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "gauge", "Share of cycles in which tensor cores worked (0 to 1)."),
    Counter("DCGM_FI_PROF_DRAM_ACTIVE", "gauge", "Share of cycles in which memory moved data (0 to 1)."),
)


def counters(*, profiling: bool) -> tuple[Counter, ...]:
    """The counters to read, with or without the profiling counters."""
    return tuple(counter for counter in COUNTERS if profiling or not counter.profiling)


def counters_text(*, profiling: bool) -> str:
    """The exporter's file of counters."""
    return "".join(f"{counter.name}, {counter.kind}, {counter.help}\n" for counter in counters(profiling=profiling))


def metric_names(*, profiling: bool) -> frozenset[str]:
    """Names of the metrics that come out; labels are none."""
    return frozenset(counter.name for counter in counters(profiling=profiling) if counter.kind != "label")
