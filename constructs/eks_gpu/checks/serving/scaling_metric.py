"""A scaling metric names no source or several, or lacks the target value per pod.

**Why.** Kubernetes refuses such a metric in the middle of an apply. For `pods` and `external`, it gets the values from
a metrics adapter and compares them with the target per pod.

**Fix.** Write exactly one of `cpu_percent`, `memory_percent`, `pods` and `external` in each metric; with the last two,
add `average`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


_KINDS = ("cpu_percent", "memory_percent", "pods", "external")

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    scaling:
      max: 2
      metrics: [{pods: requests_waiting}]
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    scaling:
      max: 2
      metrics: [{pods: requests_waiting, average: 5}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check every metric."""
    for where, workload in workloads(design.spec):
        for index, metric in enumerate(workload.scaling.metrics if workload.scaling else ()):
            here = f"{where}.scaling.metrics[{index}]"
            kinds = [kind for kind in _KINDS if getattr(metric, kind) is not None]
            if len(kinds) != 1:
                message = f"a metric takes exactly one of {listed(_KINDS)}; given: {' and '.join(kinds) or 'none'}"
                yield error(__name__, here, message, "write one of them", *(f"{here}.{kind}" for kind in _KINDS))
            elif kinds[0] in {"pods", "external"} and metric.average is None:
                message = f"{getattr(metric, kinds[0])} has no target value per pod"
                yield error(__name__, f"{here}.average", message, "add 'average', such as 'average: 5'")
