"""A workload is exposed outside the cluster but has no ports.

**Why.** Without `ports` there is no Service, so a load balancer has nothing to forward to.

**Fix.** Add `ports`, or remove `expose`.
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
    expose: internal
"""
GOOD = """\
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    expose: internal
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for exposed workloads without ports."""
    for where, workload in workloads(design.spec):
        if workload.expose != "cluster" and not workload.ports:
            message = f"{workload.name} has no ports, so there is nothing to expose"
            yield error(__name__, f"{where}.expose", message, "add 'ports', or remove it", f"{where}.ports")
