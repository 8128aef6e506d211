"""A workload tolerates every taint.

**Why.** Kubernetes and the Cluster Autoscaler use taints to keep pods off nodes that are not ready, disconnected, short
of disk, or about to be removed. A pod that tolerates everything is scheduled there anyway, and if the taint's effect is
NoExecute it never leaves a dead node (kubernetes/autoscaler #1136). eks-gpu adds the tolerations for the taints of the
workload's groups by itself.

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

# Only a preference, so tolerating it is harmless.
_SOFT = "PreferNoSchedule"

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    tolerations:
      - {operator: Exists}
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    tolerations:
      - {key: example.com/team, operator: Exists}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for tolerations without a key."""
    for where, workload in workloads(design.spec):
        for index, one in enumerate(workload.tolerations):
            if one.key is None and one.operator == "Exists" and one.value is None and one.effect != _SOFT:
                every = f"every taint of effect {one.effect}" if one.effect else "every taint"
                message = (
                    f"{workload.name} tolerates {every}, even those of broken nodes and of nodes about to be removed"
                )
                fix = "remove it (its groups' taints are already tolerated), or write a key"
                yield warning(__name__, f"{where}.tolerations[{index}]", message, fix)
