"""The edit of `daemons` or `daemon_reserve` changes the default size of pods, and replaces them.

**Why.** A pod without `cpu` or `memory` in the file gets a share of what DaemonSets and the reserve leave of a node.
With another share, deployments and stateful sets roll: each replica stops, and starts again with other requests. Jobs
and bare pods are reported by `change-workload-replaced`; cron jobs use the new size from their next run on.

**Fix.** Nothing, if that is meant. To keep the pods, write `cpu` and `memory` as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_ROLLING = frozenset({"deployment", "stateful_set"})
_FIELDS = ("cpu", "memory")


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the default sizes of what rolls, where what they rest on was edited."""
    edited = [field for field in ("daemons", "daemon_reserve") if getattr(old.spec, field) != getattr(new.spec, field)]
    if not edited:
        return
    both = [(was, now) for was, now in workloads(old, new) if now.spec.kind == was.spec.kind]
    rolled = [(was, now) for was, now in both if now.spec.kind in _ROLLING and _resized(was, now)]
    if rolled:
        was, now = rolled[0]
        sizes = "; ".join(
            f"{field} {getattr(was, field)} becomes {getattr(now, field)}" for field in _resized(was, now)
        )
        names = listed([workload.name for _, workload in rolled])
        message = f"the default size of pods changes ({now.name}: {sizes}): the pods of {names} are replaced"
        fix = f"nothing, if that is meant; to keep the pods, write {listed(_resized(was, now))} as before"
        yield warning(__name__, edited[0], message, fix, "gpu_node_groups", "network")


def _resized(was: WorkloadDesign, now: WorkloadDesign) -> list[str]:
    """Fields that neither file writes, and that come to another value."""
    unwritten = [field for field in _FIELDS if getattr(was.spec, field) is None and getattr(now.spec, field) is None]
    return [field for field in unwritten if getattr(was, field) != getattr(now, field)]
