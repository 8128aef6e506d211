"""Workloads behind a load balancer of the AWS Load Balancer Controller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.spec import ExposeSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign


def exposed(design: ClusterDesign) -> Iterator[tuple[str, WorkloadDesign, ExposeSpec]]:
    """Such workloads, each with the path of its `expose`."""
    for workload in design.workloads:
        if isinstance(workload.spec.expose, ExposeSpec):
            yield f"{workload.where}.expose", workload, workload.spec.expose
