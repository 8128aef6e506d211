"""The cluster that the pictures show: the design of clusters/quickstart.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.declaration import read

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign, GpuGroupDesign, WorkloadFit

ROOT = Path(__file__).resolve().parents[2]
FILE = "clusters/quickstart.yaml"


@cache
def design() -> ClusterDesign:
    """The design, with its original text."""
    draft = read(ROOT / FILE, FILE).draft
    if draft is None:
        raise ValueError(f"{FILE} cannot be read, and the pictures are drawn from it; eks-gpu check {FILE} says why")
    return draft


def group() -> GpuGroupDesign:
    """Its GPU group."""
    (only,) = design().gpu_groups
    return only


def workload() -> WorkloadFit:
    """Its workload, judged."""
    (only,) = design().schedulability
    return only
