"""Consequences of a plan for work in Kueue's queues; the plan shows a release and its version, never its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.review.fates import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.review.entries import Entry

# As in eks_gpu.design.charts.kueue, which would bring the whole design with it.
CHART, OBJECTS, LOCAL_QUEUES = "kueue", "kueue-objects", "kueue-local-queues"
_CHANGED = (
    "Queues, quotas or flavors change. Admitted work keeps its GPUs; above a lower quota it counts as borrowed, and "
    "Kueue stops it when the owner's work waits. Waiting work is judged again: `eks-gpu check --previous` names the "
    "quotas."
)
_UPGRADED = "Kueue restarts. Admitted work runs on; until Kueue answers, no Job can be created in a queued namespace."
_GONE = (
    "Suspended jobs never start, and pods that Kueue gated or holds by a finalizer stay Pending or Terminating: take "
    "the workloads out of their queues first."
)
_NO_QUEUES = "Work that waits in these queues stays suspended; admitted work runs on."
_LIMIT = "The limit of this quota ends now; a queue of the namespace, if there is one, holds only work that names it."


def queue_sentences(entry: Entry) -> Iterator[str]:
    """Sentences about Kueue's releases, and about ResourceQuotas of GPUs that a queue replaces."""
    names = {str(change.values.get("name")) for change in entry.changes}
    if entry.kind == "helm_release" and names & {OBJECTS, LOCAL_QUEUES}:
        if entry.fate is Fate.IN_PLACE:
            yield _CHANGED
        elif entry.fate is Fate.DESTROYED:
            yield _NO_QUEUES
    elif entry.kind == "helm_release" and CHART in names:
        if entry.fate is Fate.IN_PLACE:
            yield _UPGRADED
        elif entry.fate is Fate.DESTROYED:
            yield _GONE
    elif entry.kind == "kubernetes_resource_quota_v1" and entry.fate is Fate.DESTROYED:
        yield _LIMIT
