"""Workloads that lose something when their node ends: jobs that start again, and pods with state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import listed

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign

# Pods of a deployment are replaced by others of their kind, unless the file says that they hold something
# (`evictable: false`); all others are interrupted in what they do.
_LOSING = frozenset({"job", "training_job", "cron_job", "stateful_set", "pod"})
_FITTING = frozenset({"runs", "capacity"})
# The most names in a message.
_NAMED = 3


def losing_on(design: ClusterDesign, group: str) -> str:
    """The workloads that may run on a group, in words; empty for none."""
    names = [
        f"{found.workload.spec.kind} {found.workload.name}"
        for found in design.schedulability
        if (found.workload.spec.kind in _LOSING or found.workload.spec.evictable is False)
        and any(one.group == group and one.fit.verdict in _FITTING for one in found.groups)
    ]
    more = len(names) - _NAMED
    return listed([*names[:_NAMED], f"{more} more"] if more > 0 else names) if names else ""
