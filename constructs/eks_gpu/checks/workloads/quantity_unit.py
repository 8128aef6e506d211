"""A quantity has the wrong unit.

**Why.** Kubernetes reads `memory: 12` as twelve bytes and `cpu: 4Gi` as more than four billion cores. The first pod is
killed at once; the second never starts.

**Fix.** Write memory in Mi or Gi (`12Gi`), and CPU in cores (`3`) or thousandths of a core (`500m`).
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
    from eks_gpu.spec import DaemonReserveSpec, DaemonSpec, WorkloadSpec

# No container starts with less memory, and no node has more cores.
_LEAST_MIB, _MOST_CORES = 4, 1024

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    memory: "12"
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    memory: 12Gi
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for implausible sizes."""
    for where, workload in workloads(design.spec):
        yield from _cores(f"{where}.cpu", workload.cpu, least=0.001)
        for field, given in _sizes(workload):
            yield from _bytes(f"{where}.{field}", given)
    for index, daemon in enumerate(design.spec.daemons):
        yield from _room(f"daemons[{index}]", daemon)
    yield from _room("daemon_reserve", design.spec.daemon_reserve)


def _room(where: str, room: DaemonSpec | DaemonReserveSpec) -> Iterator[Problem]:
    """Check room on a node; zero is allowed, because an agent need not request anything."""
    yield from _cores(f"{where}.cpu", room.cpu, least=0)
    for field in ("memory", "ephemeral_storage"):
        size: str | None = getattr(room, field, None)
        if size and parse_quantity(size):
            yield from _bytes(f"{where}.{field}", size)


def _cores(where: str, given: str | None, least: float) -> Iterator[Problem]:
    if given is None:
        return
    cores = parse_quantity(given)
    if not least <= cores <= _MOST_CORES or given.endswith("i"):
        message = f"cpu {given!r} is {cores:,.0f} cores"
        yield error(__name__, where, message, "write cores (3) or thousandths of a core (500m)")


def _bytes(where: str, given: str) -> Iterator[Problem]:
    if mebibytes(given) < _LEAST_MIB:
        message = f"{where.rpartition('.')[2]} {given!r} is {parse_quantity(given):,.0f} bytes"
        number = given.isdigit() and int(given)
        fix = f"write '{given}Gi' or '{given}Mi'" if number else "write it in Mi or Gi, such as 12Gi"
        yield error(__name__, where, message, fix)


def _sizes(workload: WorkloadSpec) -> Iterator[tuple[str, str]]:
    for field in ("memory", "shm", "ephemeral_storage"):
        if given := getattr(workload, field):
            yield field, given
    for index, volume in enumerate(workload.volumes):
        for field in ("scratch", "claim"):
            if given := getattr(volume, field):
                yield f"volumes[{index}].{field}", given
