"""A workload lists the same port twice.

**Why.** Kubernetes refuses the Service.

**Fix.** Remove the second entry.
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
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000, 8000]
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000, 8001]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated ports."""
    for where, workload in workloads(design.spec):
        for index, port in enumerate(workload.ports):
            if port in workload.ports[:index]:
                yield error(__name__, f"{where}.ports[{index}]", f"port {port} is listed twice", "remove it here")
