"""The edit replaces a workload: another kind, or a Job with another pod.

**Why.** Kubernetes does not change the pod of a Job, so Terraform destroys the Job and makes another: it runs again
from the beginning, finished or not. A kind is an object of its own: the old one is deleted, its pods stop, and the new
one starts without them.

**Fix.** Wait for a running job to finish. What must not run twice belongs under another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

# What may change of a Job that is there: how many of its pods run at once.
_IN_PLACE = ("parallelism",)


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the kinds, and the pods of jobs."""
    for was, now in workloads(old, new):
        if was.spec.kind != now.spec.kind:
            message = f"{now.name} was a {was.spec.kind} and becomes a {now.spec.kind}: its pods stop, others start"
            yield warning(__name__, f"{now.where}.kind", message, "nothing, if that is meant")
        elif now.spec.kind in {"job", "pod"} and (field := _changed(was, now)) is not None:
            what = f"{field!r} is another" if field else "its share of the node, or its groups, are others"
            message = f"{what}, and a {now.spec.kind} cannot change: {now.name} is made anew and runs again"
            where = f"{now.where}.{field}" if field else now.where
            yield warning(__name__, where, message, "wait until it has finished, or give the new run another name")


def _changed(was: WorkloadDesign, now: WorkloadDesign) -> str | None:
    """The first field that differs; empty where what is derived differs, None where nothing does."""
    for field in type(now.spec).model_fields:
        if field not in _IN_PLACE and getattr(was.spec, field) != getattr(now.spec, field):
            return field
    derived = ("cpu", "memory", "groups", "node_selector", "tolerations")
    return "" if any(getattr(was, name) != getattr(now, name) for name in derived) else None
