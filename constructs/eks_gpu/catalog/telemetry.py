"""Telemetry of GPUs: their names in metrics, their power, and the meaning of their errors."""

from __future__ import annotations

from functools import cache
from typing import Literal

from eks_gpu.catalog._files import document
from eks_gpu.on_first_use import dataclass


@dataclass(frozen=True, kw_only=True)
class GpuTelemetry:
    """A GPU model as metrics know it.

    Attributes:
        model: EC2's name, as in `GpuModel`.
        memory_mib: Memory of a whole GPU, in MiB; tells the two models named A100 apart.
        names: Regular expression that fits the whole product name in the label `modelName`.
        power_watts: Power limit of the board by NVIDIA's data sheet or its driver, in watts; None if neither states it.
    """

    model: str
    memory_mib: int
    names: str
    power_watts: int | None

    @property
    def title(self) -> str:
        """Model and memory, as people tell the two A100 apart."""
        return f"{self.model} {self.memory_mib // 1024} GiB"


@dataclass(frozen=True, kw_only=True)
class Xid:
    """An error that NVIDIA's driver reports.

    Attributes:
        code: Number of the XID, as the driver logs it.
        meaning: Meaning, in a few words.
        kind: The usual origin of the error.
        action: The immediate action.
        repaired: Whether EKS's monitoring agent takes the node for broken, so that node auto repair replaces it.
    """

    code: int
    meaning: str
    kind: Literal["application", "hardware"]
    action: str
    repaired: bool


@cache
def gpu_telemetry() -> tuple[GpuTelemetry, ...]:
    """Every GPU model of the catalogue, as metrics know it."""
    return tuple(GpuTelemetry(**data) for data in document("gpu_telemetry.json")["gpus"])


@cache
def xids() -> tuple[Xid, ...]:
    """The errors that ask for something to be done, by number."""
    return tuple(Xid(**data) for data in document("xids.json")["xids"])
