"""Codes of libraries of accelerators: NVML, CUDA, DCGM, the runtime and compiler of Neuron."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.derived.codes import fitting
from eks_gpu.doctor.signatures.derived.told import Told, quoted

if TYPE_CHECKING:
    import re


def told(found: re.Match[str]) -> Told | None:
    """The meaning of the code, with the words around it."""
    known = fitting("devices", "code", "means", found[0]) or fitting("neuron", "code", "means", found[0])
    return Told(f"{known.means}: '{quoted(found[0])}'", known.next) if known else None
