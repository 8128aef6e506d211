"""A group's taint has a key that Kubernetes or the Cluster Autoscaler reserves for itself.

**Why.** The autoscaler ignores such taints when it models a node (its `taints.go`), so it buys nodes for pods that the
taint then keeps away. It treats a node with a startup taint as still starting, until something removes the taint.
Kubernetes uses its own taints to report a node's state, and removes them itself.

**Fix.** Use a key in your own domain, such as `example.com/team`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import all_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_OF_KUBERNETES = ("node.kubernetes.io/", "node.cloudprovider.kubernetes.io/")
_STARTUP = ("startup-taint.cluster-autoscaler.kubernetes.io/", "ignore-taint.cluster-autoscaler.kubernetes.io/")
_STATUS = "status-taint.cluster-autoscaler.kubernetes.io/"
_OF_THE_AUTOSCALER = frozenset({"ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler"})

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    taints:
      - {key: startup-taint.cluster-autoscaler.kubernetes.io/team, value: research, effect: NoSchedule}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    taints:
      - {key: example.com/team, value: research, effect: NoSchedule}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the key of every taint."""
    scales = design.spec.autoscaler.kind != "none"
    for where, group in all_entries(design.spec):
        for index, taint in enumerate(group.taints):
            why = _of_kubernetes(taint.key) or (_of_the_autoscaler(taint.key) if scales else None)
            if why:
                fix = f"use a key in your own domain, such as example.com/{taint.key.rpartition('/')[2].lower()}"
                yield warning(
                    __name__,
                    f"{where}.taints[{index}].key",
                    f"{taint.key!r}: {why}",
                    fix,
                    "autoscaler",
                    f"{where}.taints",
                )


def _of_kubernetes(key: str) -> str | None:
    why = "Kubernetes uses this taint to report node state, and removes it itself"
    return why if key.startswith(_OF_KUBERNETES) else None


def _of_the_autoscaler(key: str) -> str | None:
    if key in _OF_THE_AUTOSCALER:
        return "the autoscaler uses this taint to mark nodes that it removes"
    if key.startswith(_STARTUP):
        return "the autoscaler treats such nodes as still starting until something removes the taint"
    if key.startswith(_STATUS):
        return "the autoscaler plans as if this taint were absent, and buys nodes that pods may not use"
    return None
