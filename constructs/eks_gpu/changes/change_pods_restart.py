"""The edit changes a setting that replaces the running pods of a deployment or stateful set.

**Why.** `efa` and `evictable` are part of the pod template, so Kubernetes replaces every pod: a pod that serves is gone
while its successor starts, and a notebook's session ends and loses everything that is not on a volume.

**Fix.** Apply it when the pods may restart; save open sessions first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LASTING = frozenset({"deployment", "stateful_set"})


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the pods' devices, and whether the autoscaler may evict them."""
    for was, now in workloads(old, new):
        if was.spec.kind != now.spec.kind or now.spec.kind not in _LASTING or not was.most_replicas:
            continue
        edited = {"efa": was.devices != now.devices, "evictable": was.movable != now.movable}
        for field in (name for name, differs in edited.items() if differs):
            message = f"{field!r} changes, so each running pod of {now.name} is replaced once"
            fix = "apply it when its pods may restart"
            yield warning(__name__, f"{now.where}.{field}", message, fix, "gpu_node_groups")
