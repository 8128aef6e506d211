"""A workload is a bare pod.

**Why.** Nothing restarts a pod whose node is removed, and until the pod is deleted the autoscaler keeps its GPU node.
Terraform creates the pod again at the next apply.

**Fix.** Write `kind: job` for work that ends, `kind: deployment` for a service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: pod
    image: registry.example/train:1
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for bare pods."""
    for where, workload in workloads(design.spec):
        if workload.kind == "pod":
            better = "deployment" if workload.ports else "job"
            message = f"{workload.name} is a bare pod: nothing restarts it elsewhere, and its node stays for it"
            yield warning(__name__, f"{where}.kind", message, f"write 'kind: {better}'")
