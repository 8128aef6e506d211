"""All pods of a workload may be unavailable at the same time.

**Why.** `max_unavailable` limits how many pods an update, a drained node or the autoscaler may stop at a time. If it
equals the number of pods, an update stops all of them before a pod of the new version answers, so the service is down
for minutes while models load.

**Fix.** Write less than `replicas`; 1 is usually right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

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
    max_unavailable: 2
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    replicas: 2
    max_unavailable: 1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the limit with the smallest number of pods; a single pod can only be stopped or not."""
    for workload in design.workloads:
        most, pods = workload.spec.max_unavailable, workload.replicas
        if most is not None and 1 < pods <= most:
            message = f"an update, or draining nodes, may stop all {pods} pods of {workload.name} at once"
            rests_on = (f"{workload.where}.replicas", f"{workload.where}.scaling")
            yield warning(__name__, f"{workload.where}.max_unavailable", message, "write 1", *rests_on)
