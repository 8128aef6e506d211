"""Values that eks-gpu derives for a pod if the file sets none, and the edits elsewhere that change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.serving import GRACE_SECONDS
from eks_gpu.problem import listed, plural
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign

# Fields of a deployment or stateful set that do not change its pods, and those that `change-pods-restart` names.
_NOT_OF_THE_POD = frozenset(
    {"replicas", "surge", "max_unavailable", "scaling", "expose", "preserve_client_ip", "efa", "evictable"}
)


def edited_daemons(old: ClusterDesign, new: ClusterDesign) -> list[str]:
    """Which of `daemons` and `daemon_reserve` the edit changes."""
    fields = ("daemons", "daemon_reserve")
    return [field for field in fields if getattr(old.spec, field) != getattr(new.spec, field)]


def written(workload: WorkloadDesign) -> list[object]:
    """The pod's part of the workload in the file."""
    spec = workload.spec
    return [getattr(spec, field) for field in type(spec).model_fields if field not in _NOT_OF_THE_POD]


def sizes(was: WorkloadDesign, now: WorkloadDesign) -> Iterator[tuple[str, str, str]]:
    """Sizes that neither file writes and that differ: field, value before, value after."""
    for field, amount in (("cpu", millicores), ("memory", mebibytes)):
        before, after = getattr(was, field), getattr(now, field)
        unwritten = getattr(was.spec, field) is None and getattr(now.spec, field) is None
        if unwritten and amount(before) != amount(after):
            yield field, before, after


def places(was: WorkloadDesign, now: WorkloadDesign) -> Iterator[tuple[str, str, str]]:
    """The rest of a pod template that follows from groups and zones and differs: what, before, after."""
    for what, before, after in (
        ("groups", listed(was.groups), listed(now.groups)),
        ("GPU resource", listed(was.gpus), listed(now.gpus)),
        ("termination_grace", _grace(was), _grace(now)),
        ("preference for different zones", _prefers(was), _prefers(now)),
        ("zone spread", plural(was.spread_over_zones, "zone"), plural(now.spread_over_zones, "zone")),
        ("tolerations", _tolerated(was), _tolerated(now)),
    ):
        if before != after:
            yield what, before, after


def becomes(edits: Iterator[tuple[str, str, str]]) -> list[str]:
    """Each edit in words."""
    return [f"{what} {before or 'none'} becomes {after or 'none'}" for what, before, after in edits]


def can_be_kept(was: WorkloadDesign, now: WorkloadDesign) -> bool:
    """Whether the file can say all that was derived; a toleration for every taint of the groups is always derived."""
    return set(now.object_tolerations) <= set(was.object_tolerations)


def as_it_was(was: WorkloadDesign, fields: list[str]) -> Iterator[str]:
    """Fields that eks-gpu derived, as the file would say them."""
    values = {"cpu": was.cpu, "memory": was.memory, "shm": was.shm, "termination_grace": _grace(was)}
    return (f"'{field}: {values[field]}'" if values.get(field) else f"'{field}' as before" for field in fields)


def _prefers(workload: WorkloadDesign) -> str:
    """Pods that serve on Spot nodes prefer different zones."""
    return "yes" if workload.interruptible and not workload.spread_over_zones else "no"


def _tolerated(workload: WorkloadDesign) -> str:
    parts = [
        (object_toleration.key or "any", object_toleration.value or "", object_toleration.effect or "")
        for object_toleration in workload.object_tolerations
    ]
    return listed(
        key + (f"={value}" if value else "") + (f":{effect}" if effect else "") for key, value, effect in parts
    )


def _grace(workload: WorkloadDesign) -> str:
    seconds = workload.serving.grace_seconds
    return f"{GRACE_SECONDS if seconds is None else seconds}s"
