"""A workload is a bare pod.

**Why.** Nothing restarts a pod whose node goes away, and until it is deleted it holds the GPU node that it
ran on. Terraform makes it again at the next apply.

**Fix.** `kind: job` for what ends, `kind: deployment` for what serves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for bare pods."""
    for where, workload in workloads(design.spec):
        if workload.kind == "pod":
            better = "deployment" if workload.ports else "job"
            message = f"{workload.name} is a bare pod: nothing moves it when its node goes, and it holds its node"
            yield warning(__name__, f"{where}.kind", message, f"write 'kind: {better}'")
