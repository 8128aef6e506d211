"""All pods of a workload may be missing at once.

**Why.** `max_unavailable` is how many pods an update, a drained node or the autoscaler may take at a time. With as many
as there are, an update stops all of them before one of the new version answers: minutes without service, while models
load.

**Fix.** Write less than `replicas`; 1 is most often right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare it with the fewest pods there are; of one alone nothing else can be said."""
    for workload in design.workloads:
        most, pods = workload.spec.max_unavailable, workload.replicas
        if most is not None and 1 < pods <= most:
            message = (
                f"all {pods} pods of {workload.name} may be missing at once, in an update or when nodes are drained"
            )
            rests_on = (f"{workload.where}.replicas", f"{workload.where}.scaling")
            yield warning(__name__, f"{workload.where}.max_unavailable", message, "write 1", *rests_on)
