"""What stands in both declarations under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, WorkloadDesign


def gpu_groups(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[GpuGroupDesign, GpuGroupDesign]]:
    """GPU groups of both, as they were and as they are."""
    before = {group.name: group for group in old.gpu_groups}
    return ((before[group.name], group) for group in new.gpu_groups if group.name in before)


def workloads(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[WorkloadDesign, WorkloadDesign]]:
    """Workloads of both; name and namespace make one."""
    before = {workload.id: workload for workload in old.workloads}
    return ((before[workload.id], workload) for workload in new.workloads if workload.id in before)
