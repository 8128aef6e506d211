"""The edit names another existing cluster.

**Why.** A node group cannot move to another cluster: Terraform creates every group there, and deletes those of the old
cluster with their nodes. Add-ons, access entries and permissions follow, while the objects of the platform and
workloads stacks are looked for in the new cluster, where they do not exist.

**Fix.** Revert the edit. For GPU nodes on another cluster, write a second file, and destroy the stacks of the first one
when nothing runs there any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
existing_cluster: true
eks_name: Prod_ML
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
"""
BAD = """\
existing_cluster: true
eks_name: Prod_ML_2
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
"""
# The same file always stands for the same cluster.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the names in EKS of a file that keeps its own name."""
    was, now = old.cluster_name, new.cluster_name
    if old.name == new.name and was != now and old.spec.existing_cluster and new.spec.existing_cluster:
        message = f"{was} becomes {now}: every node group is deleted with its nodes and created on another cluster"
        yield error(__name__, "eks_name", message, "revert the edit, or write a second file for the other cluster")
