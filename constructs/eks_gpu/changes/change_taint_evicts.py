"""The edit adds a taint that drives running pods away.

**Why.** EKS puts a new taint on nodes that run. `NoExecute` evicts what does not tolerate it; the workloads get their
toleration with the workloads stack, which is applied after the cluster stack: between the two their pods are gone.

**Fix.** Add the toleration to the workloads first (`tolerations`) and apply, then the taint; or use `NoSchedule`, which
leaves running pods alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import gpu_groups
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed
from eks_gpu.scheduling.taints import Effect, repelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Hold new taints against the workloads as they were."""
    for was, now in gpu_groups(old, new):
        added = [taint for taint in now.taints if taint.effect is Effect.NO_EXECUTE and taint not in was.taints]
        there = [one for one in old.workloads if was.name in one.groups]
        driven = [one.name for one in there if repelling(added, one.tolerations)]
        if driven:
            message = f"{listed(added)} comes to nodes of {now.name} that run, before {listed(driven)} tolerates it"
            fix = "add 'tolerations' to these workloads and apply, then add the taint; or write 'effect: NoSchedule'"
            yield warning(__name__, f"{now.where}.taints", message, fix)
