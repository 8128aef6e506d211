"""A metric does not say what the number of pods follows, or nobody would know it.

**Why.** Kubernetes refuses a metric that is none, or two at once, in the middle of an apply. Of metrics of pods and of
others it asks an adapter, how much there is to be of them for each pod.

**Fix.** One of `cpu_percent`, `memory_percent`, `pods` and `external` in each; with the last two `average`.
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


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every metric."""
    for where, workload in workloads(design.spec):
        for index, metric in enumerate(workload.scaling.metrics if workload.scaling else ()):
            here = f"{where}.scaling.metrics[{index}]"
            kinds = [kind for kind in _KINDS if getattr(metric, kind) is not None]
            if len(kinds) != 1:
                message = f"it is {' and '.join(kinds) or 'nothing'}, and can be one of {listed(_KINDS)}"
                yield error(__name__, here, message, "write one of them", *(f"{here}.{kind}" for kind in _KINDS))
            elif kinds[0] in {"pods", "external"} and metric.average is None:
                message = f"{getattr(metric, kinds[0])} is to be how much for each pod?"
                yield error(__name__, f"{here}.average", message, "add 'average', such as 'average: 5'")
