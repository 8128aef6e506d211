"""Labels of what eks-gpu makes in Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.cluster import names

if TYPE_CHECKING:
    from eks_gpu.design import WorkloadDesign

MANAGED_BY = names.MANAGED_BY
QUEUE = "eks-gpu.io/queue"


def labels(name: str) -> dict[str, str]:
    """Labels of an object and its pods; also what selects the pods, so they must never change."""
    return names.object_labels(name)


def selector_labels(design: WorkloadDesign) -> dict[str, str]:
    """Labels by which a Deployment or StatefulSet selects its pods.

    A selector cannot change, so another queue replaces the object. Kueue refuses to move or release its running pods
    (`deployment_webhook.go`, `statefulset_webhook.go`).
    """
    return {**labels(design.name), **({QUEUE: design.queued.queue} if design.queued else {})}


def managed_metadata(design: WorkloadDesign) -> dict[str, Any]:
    """The block `metadata` of the object that Kueue manages, if the workload is queued."""
    found = metadata(design)
    if design.queued is None or design.spec.kind == "cron_job":
        return found
    return {**found, "labels": {**found["labels"], **design.queued.labels(design.priority_class)}}


def metadata(design: WorkloadDesign) -> dict[str, Any]:
    """The block `metadata` of a workload's objects."""
    return {"name": design.name, "namespace": design.spec.namespace, "labels": labels(design.name)}
