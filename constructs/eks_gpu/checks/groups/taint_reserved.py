"""A group's taint has a key that Kubernetes or the Cluster Autoscaler uses for itself.

**Why.** The autoscaler leaves such taints out of its picture of a node (its `taints.go`), so it buys nodes for pods
that the taint then keeps away. With a startup taint it holds the node for one that is still starting, until something
removes the taint. Those of Kubernetes say what state a node is in; Kubernetes takes them away again.

**Fix.** Write a key of your own, such as `example.com/team`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import gpu_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_OF_KUBERNETES = ("node.kubernetes.io/", "node.cloudprovider.kubernetes.io/")
_STARTUP = ("startup-taint.cluster-autoscaler.kubernetes.io/", "ignore-taint.cluster-autoscaler.kubernetes.io/")
_STATUS = "status-taint.cluster-autoscaler.kubernetes.io/"
_OF_THE_AUTOSCALER = frozenset({"ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler"})


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the key of every taint."""
    scales = design.spec.autoscaler.kind != "none"
    for where, group in gpu_groups(design.spec):
        for index, taint in enumerate(group.taints):
            why = _of_kubernetes(taint.key) or (_of_the_autoscaler(taint.key) if scales else None)
            if why:
                fix = f"write a key of your own, such as example.com/{taint.key.rpartition('/')[2].lower()}"
                yield warning(
                    __name__,
                    f"{where}.taints[{index}].key",
                    f"{taint.key!r}: {why}",
                    fix,
                    "autoscaler",
                    f"{where}.taints",
                )


def _of_kubernetes(key: str) -> str | None:
    return "Kubernetes says by it how a node is, and takes it away again" if key.startswith(_OF_KUBERNETES) else None


def _of_the_autoscaler(key: str) -> str | None:
    if key in _OF_THE_AUTOSCALER:
        return "the autoscaler marks by it the nodes that it removes"
    if key.startswith(_STARTUP):
        return "the autoscaler takes such nodes for ones that are still starting, until something removes the taint"
    if key.startswith(_STATUS):
        return "the autoscaler plans as if it were not there, and buys nodes that pods may not use"
    return None
