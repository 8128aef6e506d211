"""EKS does not offer this Kubernetes minor version, or eks-gpu has no pinned components for it.

**Why.** EKS refuses an unknown version only after minutes of waiting for other resources. The Cluster Autoscaler must
match the cluster's minor version, and the catalogue pins a release for each minor version that eks-gpu supports.

**Fix.** Write one of the versions that the message lists. On an existing cluster, go up one minor version at a time.
Versions and dates come from the EKS user guide and autoscaler releases from kubernetes/autoscaler; the catalogue
records both.
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

# Cannot be ignored: without its pinned images the autoscaler would be left out.
IGNORABLE = False

BAD = """\
kubernetes_version: "1.29"
"""
GOOD = """\
kubernetes_version: "1.35"
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look the minor version up."""
    minor, supported = design.spec.kubernetes_version, catalog.supported_minors()
    if minor not in supported:
        message = f"Kubernetes {minor!r} is not supported; EKS and eks-gpu both support {listed(supported)}"
        fix = f'write "{supported[-1]}", or the minor version after the one your cluster runs'
        yield error(__name__, "kubernetes_version", message, fix)
