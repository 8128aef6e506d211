"""Labels of what eks-gpu makes in Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.cluster import names

if TYPE_CHECKING:
    from eks_gpu.design import WorkloadDesign

MANAGED_BY = names.MANAGED_BY


def labels(name: str) -> dict[str, str]:
    """Labels of an object and its pods; also what selects the pods, so they must never change."""
    return names.object_labels(name)


def metadata(design: WorkloadDesign) -> dict[str, Any]:
    """The block `metadata` of a workload's objects."""
    return {"name": design.name, "namespace": design.spec.namespace, "labels": labels(design.name)}
