"""A bare pod is declared evictable, but nothing would replace it.

**Why.** The autoscaler evicts only pods that a controller creates again (Cluster Autoscaler FAQ, "What types of pods
can prevent CA from removing a node?"), so the field has no effect; and an evicted bare pod would be lost.

**Fix.** Remove `evictable`, or write `kind: deployment`.
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
  - name: debug
    kind: pod
    image: registry.example/debug:1
    evictable: true
"""
GOOD = """\
workloads:
  - name: debug
    kind: deployment
    image: registry.example/debug:1
    evictable: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for bare pods with `evictable: true`."""
    for where, workload in workloads(design.spec):
        if workload.kind == "pod" and workload.evictable:
            message = f"nothing creates the pod {workload.name} again, so the autoscaler never evicts it"
            fix = "remove it, or write 'kind: deployment'"
            yield error(__name__, f"{where}.evictable", message, fix, f"{where}.kind")
