"""The edit of `daemons` or `daemon_reserve` changes the default size of pods, which replaces them.

**Why.** A pod without `cpu` or `memory` in the file gets a share of the node that DaemonSets and the reserve leave
free. If that share changes, deployments and stateful sets roll: each replica stops and starts again with other
requests. `change-workload-replaced` reports jobs and bare pods; cron jobs use the new size from their next run on.

**Fix.** Nothing, if that is intended. To keep the pods, write the old values of `cpu` and `memory`.
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
    """Compare the default sizes of workloads that roll, if the daemons or the reserve were edited."""
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
        fix = f"nothing, if that is intended; to keep the pods, write the old values of {listed(_resized(was, now))}"
        yield warning(__name__, edited[0], message, fix, "gpu_node_groups", "network")


def _resized(was: WorkloadDesign, now: WorkloadDesign) -> list[str]:
    """Fields that neither file writes and whose default changes."""
    unwritten = [field for field in _FIELDS if getattr(was.spec, field) is None and getattr(now.spec, field) is None]
    return [field for field in unwritten if getattr(was, field) != getattr(now, field)]
