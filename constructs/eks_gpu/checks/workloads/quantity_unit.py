"""A quantity has the unit of something else.

**Why.** Kubernetes reads `memory: 12` as twelve bytes and `cpu: 4Gi` as four thousand million cores; the
first pod is killed at once, the second never starts.

**Fix.** Memory in Mi or Gi (`12Gi`), CPU in cores (`3`) or thousandths of a core (`500m`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads
from eks_gpu.scheduling.quantity import mebibytes, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

# No container starts with less memory, and no node has more cores.
_LEAST_MIB, _MOST_CORES = 4, 1024


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for sizes that nobody means."""
    for where, workload in workloads(design.spec):
        cores = parse_quantity(workload.cpu) if workload.cpu else 1
        if not 0 < cores <= _MOST_CORES or (workload.cpu or "").endswith("i"):
            message = f"cpu {workload.cpu!r} is {cores:,.0f} cores"
            yield error(__name__, f"{where}.cpu", message, "write cores (3) or thousandths of a core (500m)")
        for field, given in _sizes(workload):
            if mebibytes(given) < _LEAST_MIB:
                message = f"{field} {given!r} is {parse_quantity(given):,.0f} bytes"
                fix = (
                    f"write '{given}Gi' or '{given}Mi'"
                    if given.isdigit() and int(given)
                    else "write it in Mi or Gi, such as 12Gi"
                )
                yield error(__name__, f"{where}.{field}", message, fix)


def _sizes(workload: WorkloadSpec) -> Iterator[tuple[str, str]]:
    for field in ("memory", "shm", "ephemeral_storage"):
        if given := getattr(workload, field):
            yield field, given
    for index, volume in enumerate(workload.volumes):
        for field in ("scratch", "claim"):
            if given := getattr(volume, field):
                yield f"volumes[{index}].{field}", given
