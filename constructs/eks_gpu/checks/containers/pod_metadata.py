"""A label or annotation of the pods is one that eks-gpu derives.

**Why.** Deployments and Services find their pods by `app.kubernetes.io/name` and `app.kubernetes.io/managed-by`, which
cannot change, and eks-gpu writes its own annotations from other fields. The derived value would win without a word.

**Fix.** Remove it. For `safe-to-evict` write `evictable`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    labels: {app.kubernetes.io/name: llm}
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    labels: {app.kubernetes.io/part-of: llm}
"""


_LABELS = ("app.kubernetes.io/name", "app.kubernetes.io/managed-by")
_EVICTION = "cluster-autoscaler.kubernetes.io/safe-to-evict"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for derived keys."""
    for where, workload in workloads(design.spec):
        for key in workload.labels:
            if key in _LABELS:
                message = f"{key} is how the Service and the controller of {workload.name} find its pods"
                yield error(__name__, f"{where}.labels.{key}", message, "remove it, or use another key")
        for key in workload.annotations:
            if key == _EVICTION or key.startswith("eks-gpu.io/"):
                fix = "write 'evictable' instead" if key == _EVICTION else "remove it"
                yield error(__name__, f"{where}.annotations.{key}", f"eks-gpu derives the annotation {key}", fix)
