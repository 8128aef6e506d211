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

# Not to be ignored: without its pinned images the autoscaler would be left out.
IGNORABLE = False


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look the minor up."""
    minor, supported = design.spec.kubernetes_version, catalog.supported_minors()
    if minor not in supported:
        message = f"Kubernetes {minor!r} is not one that EKS offers and eks-gpu has pins for: {listed(supported)}"
        fix = f'write "{supported[-1]}", or the next minor above the one your cluster runs'
        yield error(__name__, "kubernetes_version", message, fix)
