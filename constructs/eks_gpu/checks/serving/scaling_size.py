"""The number of pods is set twice, or has no room to change.

**Why.** With `scaling`, metrics determine the number of pods and Terraform leaves it unchanged, so `replicas` would be
ignored. Kubernetes refuses a minimum above the maximum, and if both are equal nothing scales. The Kubernetes
HorizontalPodAutoscaler also refuses a minimum of 0.

**Fix.** Remove `replicas`, or `scaling`; make `max` larger than `min`. To scale from 0, use another autoscaler such as
KEDA: leave `metrics` out, and eks-gpu does not interfere with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    replicas: 2
    scaling:
      max: 4
      metrics: [{cpu_percent: 70}]
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    scaling:
      min: 2
      max: 4
      metrics: [{cpu_percent: 70}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the numbers."""
    for where, workload in workloads(design.spec):
        scaling = workload.scaling
        if scaling is None:
            continue
        if workload.replicas is not None:
            message = f"'scaling' already sets the number of pods of {workload.name}"
            fix = f"remove it; 'scaling.min' is {scaling.min}"
            yield error(__name__, f"{where}.replicas", message, fix, f"{where}.scaling")
        if scaling.metrics and not scaling.min:
            message = f"{workload.name} would scale from 0, which the HorizontalPodAutoscaler does not support"
            fix = "write 'min: 1', or leave 'metrics' out and let KEDA or a similar autoscaler set the number"
            yield error(__name__, f"{where}.scaling.min", message, fix, f"{where}.scaling.metrics")
        if scaling.min > scaling.max:
            message = f"the minimum of {scaling.min} pods is above the maximum of {scaling.max}"
            yield error(__name__, f"{where}.scaling.min", message, "write a smaller one", f"{where}.scaling.max")
        elif scaling.min == scaling.max:
            message = f"the minimum and the maximum are both {scaling.min} pods, so nothing scales"
            fix = f"write a larger 'max', or 'replicas: {scaling.max}' instead of 'scaling'"
            yield warning(__name__, f"{where}.scaling.max", message, fix, f"{where}.scaling.min")
