"""Pods ask for so much CPU or memory that GPUs of every node stay idle.

**Why.** A node is full as soon as one of its resources is. If a pod takes a quarter of the CPU and an eighth of the
GPUs, four such pods fill a node, and half of its GPUs are paid for but idle.

**Fix.** Leave `cpu` and `memory` out: each pod then gets the share that belongs to its GPUs. Or request less than the
message says, or use a type with fewer GPUs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eks_gpu.checks._report import warning
from eks_gpu.scheduling.quantity import cpu_text, mebibytes, memory_text, millicores
from eks_gpu.scheduling.reserved import EVICTION_MIB, allocatable_cpu_millicores, reserved_memory_mib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign, MachinesDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 1
    cpu: "20"
    completions: 8
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 1
    completions: 8
"""


class _Full(NamedTuple):
    """A node that can hold no more pods but still has free GPUs."""

    idle: int
    field: str
    text: str
    share: str


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Fill a node of every type that a workload may run on with that workload's pods."""
    groups = {group.name: group for group in design.all_machines}
    for workload in design.workloads:
        if not workload.spec.gpus:
            continue
        found = [
            _full(workload, kind, _shares(workload, groups[name], kind))
            for name in workload.groups
            for kind in groups[name].types
        ]
        full = [one for one in found if one]
        if not full or len(full) < len(found):
            continue
        best = min(full)
        message = f"{workload.name}: {best.text}, and {best.idle} of its GPUs stay idle"
        fix = f"leave {best.field!r} out (a fair share by GPUs), or write less than {best.share}"
        rests_on = ("gpu_node_groups", *(f"{workload.where}.{field}" for field in ("gpus", "node_groups", "replicas")))
        yield warning(__name__, f"{workload.where}.{best.field}", message, fix, *rests_on)


def _shares(workload: WorkloadDesign, group: MachinesDesign, kind: InstanceType) -> int:
    """GPUs or shares of a node; 0 with slices of several profiles, since other pods may use the rest."""
    offers = group.sharing.offers(kind.gpu.count) if kind.gpu else {}
    return offers.get(workload.gpu_resource, 0) if len(offers) == 1 else 0


def _full(workload: WorkloadDesign, kind: InstanceType, gpus: int) -> _Full | None:
    """The full node; None if its GPUs are used up first, or if no pod fits."""
    spec = workload.spec
    by_gpu = gpus // spec.gpus
    ends = []
    # The most that pods can get at best: GPUs that stay idle even then are idle for certain.
    if spec.cpu and millicores(spec.cpu) and by_gpu:
        free = allocatable_cpu_millicores(kind)
        ends.append((free // millicores(spec.cpu), "cpu", spec.cpu, cpu_text(free // by_gpu)))
    if spec.memory and mebibytes(spec.memory) and by_gpu:
        free = kind.memory_mib - reserved_memory_mib(kind.max_pods_by_eni) - EVICTION_MIB
        ends.append((free // mebibytes(spec.memory), "memory", spec.memory, memory_text(free // by_gpu)))
    pods, field, asked, share = min(ends, default=(0, "", "", ""))
    # If all pods fit on one node, no node is wasted.
    if not 0 < pods < by_gpu or 1 < pods >= workload.pods:
        return None
    text = f"by {field} ({asked} each), a {kind.name} holds {pods} of the {by_gpu} pods that it has GPUs for"
    return _Full((by_gpu - pods) * spec.gpus, field, text, share)
