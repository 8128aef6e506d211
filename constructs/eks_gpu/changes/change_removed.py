"""The edit removes a group, a workload or a namespace.

**Why.** What a file no longer names is destroyed: a group with its nodes and the pods on them, a namespace with
everything in it, also what Terraform never made. A group under another name is one group less and one more.

**Fix.** Make sure that nothing there is needed; for a group, move its workloads first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for what is not there any more."""
    left = {group.name for group in new.spec.gpu_node_groups}
    for group in old.gpu_groups:
        if group.name not in left:
            message = f"the group {group.name} is destroyed, with up to {group.max_nodes} nodes and the pods on them"
            yield warning(__name__, "gpu_node_groups", message, "move its workloads to another group first")
    kept = {namespace.name for namespace in new.spec.namespaces}
    for namespace in old.spec.namespaces:
        if namespace.name not in kept:
            message = f"the namespace {namespace.name} is deleted with everything in it"
            yield warning(__name__, "namespaces", message, "look what is in it: kubectl get all --namespace …")
    stays = {workload.id for workload in new.workloads}
    for workload in old.workloads:
        if workload.id not in stays and workload.spec.namespace in {*kept, "default"}:
            message = f"{workload.spec.kind} {workload.spec.namespace}/{workload.name} is deleted, and its pods stop"
            yield warning(__name__, "workloads", message, "nothing, if that is meant")
