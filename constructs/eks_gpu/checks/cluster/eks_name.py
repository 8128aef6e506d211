"""A name in EKS is given for a cluster that has the name of its file, or that eks-gpu creates.

**Why.** eks-gpu creates its own clusters by `name`, with which roles and stacks begin too. Only a cluster that others
made may have another name, such as one with capitals.

**Fix.** Remove `eks_name`, or write `existing_cluster: true` if others made the cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# The cluster would get another name than the file says.
IGNORABLE = False

BAD = """\
eks_name: Prod_ML
"""
GOOD = """\
existing_cluster: true
eks_name: Prod_ML
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for a name on a cluster of eks-gpu's own."""
    if design.spec.eks_name and not design.spec.existing_cluster:
        message = f"eks-gpu creates the cluster by its 'name', {design.name}, and calls it nothing else"
        fix = "remove it, or write 'existing_cluster: true' if others made the cluster"
        yield error(__name__, "eks_name", message, fix, "existing_cluster")
