"""The Kubernetes minor is one that EKS does not offer, or that eks-gpu has no pinned parts for.

**Why.** EKS refuses a version it does not have after minutes of waiting for other resources. The Cluster
Autoscaler must be of the cluster's own minor, and the catalogue pins one for each minor that eks-gpu
supports.

**Fix.** Write one of the minors the message lists. Go up one minor at a time on a cluster that exists.
Versions and dates are from the EKS user guide, autoscaler releases from kubernetes/autoscaler; both stand in
the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_AUTOSCALER = "cluster-autoscaler"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look the minor up, and the autoscaler of that minor where one is wanted."""
    minor, where = design.spec.kubernetes_version, "kubernetes_version"
    supported = catalog.supported_minors()
    newest = f'write "{supported[-1]}", or the next minor above the one your cluster runs'
    known = catalog.kubernetes_version(minor)
    if known is None or not known.available:
        message = f"EKS is not known to offer Kubernetes {minor!r}; the catalogue has {listed(supported)}"
        yield error(__name__, where, message, newest)
    elif design.spec.autoscaler.kind == _AUTOSCALER and minor not in catalog.image_minors(_AUTOSCALER):
        pinned = listed(catalog.image_minors(_AUTOSCALER))
        message = f"no Cluster Autoscaler is pinned for Kubernetes {minor!r}, only for {pinned}"
        yield error(
            __name__, where, message, f"{newest}, or set 'autoscaler: {{kind: none}}'", "autoscaler.kind"
        )
