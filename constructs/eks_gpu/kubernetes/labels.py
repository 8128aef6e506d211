"""Labels of what eks-gpu makes in Kubernetes."""

from __future__ import annotations

MANAGED_BY = "eks-gpu"


def labels(name: str) -> dict[str, str]:
    """Labels of an object and its pods; also what selects the pods, so they must never change."""
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/managed-by": MANAGED_BY}
