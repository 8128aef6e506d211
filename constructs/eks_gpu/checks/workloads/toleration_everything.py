"""A workload tolerates every taint.

**Why.** Kubernetes and the Cluster Autoscaler keep pods off nodes by taints: nodes that are not ready, cut off, short
of disk, or about to be removed. A pod that tolerates everything is put there all the same, and where the taint says
NoExecute it never leaves a dead node (kubernetes/autoscaler #1136). What its groups' own taints need is added without
it.

**Fix.** Remove the toleration, or write the `key` of the taint that is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Does no more than ask, so tolerating it costs nothing.
_SOFT = "PreferNoSchedule"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for tolerations without a key."""
    for where, workload in workloads(design.spec):
        for index, one in enumerate(workload.tolerations):
            if one.key is None and one.operator == "Exists" and one.value is None and one.effect != _SOFT:
                every = f"every taint of effect {one.effect}" if one.effect else "every taint"
                message = f"{workload.name} tolerates {every}, also those of nodes that are broken or about to go"
                fix = "remove it (the taints of its groups are tolerated already), or write a key"
                yield warning(__name__, f"{where}.tolerations[{index}]", message, fix)
