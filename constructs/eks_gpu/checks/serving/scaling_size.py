"""The number of pods is set twice, or has no room to move.

**Why.** With `scaling` the number follows metrics, and Terraform leaves it alone: `replicas` would be ignored. A
minimum above the maximum Kubernetes refuses, and with both alike nothing scales. Kubernetes' own autoscaler refuses a
minimum of 0 as well.

**Fix.** Remove `replicas`, or `scaling`; let `max` be more than `min`. From 0 scales what is not Kubernetes' own, such
as KEDA: leave `metrics` out, and nothing here stands in its way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the numbers."""
    for where, workload in workloads(design.spec):
        scaling = workload.scaling
        if scaling is None:
            continue
        if workload.replicas is not None:
            message = f"{workload.name} has 'scaling', which sets the number of its pods"
            fix = f"remove it; 'scaling.min' is {scaling.min}"
            yield error(__name__, f"{where}.replicas", message, fix, f"{where}.scaling")
        if scaling.metrics and not scaling.min:
            message = f"{workload.name} is to scale from 0, and Kubernetes' own autoscaler knows no 0"
            fix = "write 'min: 1', or leave 'metrics' out and let KEDA or its like set the number"
            yield error(__name__, f"{where}.scaling.min", message, fix, f"{where}.scaling.metrics")
        if scaling.min > scaling.max:
            message = f"at least {scaling.min} pods, and at most {scaling.max}"
            yield error(__name__, f"{where}.scaling.min", message, "write a smaller one", f"{where}.scaling.max")
        elif scaling.min == scaling.max:
            message = f"{scaling.min} pods at least and at most: nothing scales"
            fix = f"write a larger 'max', or 'replicas: {scaling.max}' instead of 'scaling'"
            yield warning(__name__, f"{where}.scaling.max", message, fix, f"{where}.scaling.min")
