"""A limit is below the request.

**Why.** Kubernetes refuses a pod that requests more CPU or memory than it may use.

**Fix.** Raise the limit, lower the request, or remove the limit. Where `memory` is not set it follows from the nodes:
write it, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Kubernetes refuses the object.
IGNORABLE = False

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    memory: 12Gi
    memory_limit: 8Gi
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    memory: 8Gi
    memory_limit: 12Gi
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare both limits with the requests, derived ones included."""
    for workload in design.workloads:
        for field, limit, request, amount in (
            ("cpu", workload.spec.cpu_limit, workload.cpu, millicores),
            ("memory", workload.spec.memory_limit, workload.memory, mebibytes),
        ):
            if limit is None or amount(limit) >= amount(request):
                continue
            derived = "" if getattr(workload.spec, field) else ", a fair share of the node"
            message = f"{workload.name} may use {limit} of {field} and requests {request}{derived}"
            fix = f"write '{field}_limit: {request}' or more, or '{field}: {limit}' or less"
            yield error(__name__, f"{workload.where}.{field}_limit", message, fix, f"{workload.where}.{field}")
