"""The edit removes a group, a workload or a namespace.

**Why.** Terraform destroys everything that the file no longer contains: a group with its nodes and the pods on them, or
a namespace with everything in it, including objects that Terraform did not create. Renaming a group removes one group
and adds another: Terraform deletes the one and creates the other at the same time, in no particular order.

**Fix.** Make sure that nothing there is needed; for a group, move its workloads first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import moved_workloads
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ClusterSpec, GroupSpec

BEFORE = """\
gpu_node_groups:
  - {name: old, instance_types: [g5.xlarge], max_per_zone: 2}
  - {name: new, instance_types: [g5.2xlarge], max_per_zone: 2}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_groups: [old]
    ports: [8000]
"""
BAD = """\
gpu_node_groups:
  - {name: new, instance_types: [g5.2xlarge], max_per_zone: 2}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_groups: [new]
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - {name: old, instance_types: [g5.xlarge], max_per_zone: 2}
  - {name: new, instance_types: [g5.2xlarge], max_per_zone: 2}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_groups: [new]
    ports: [8000]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for objects that the new file no longer contains."""
    yield from _groups(old, new)
    kept = {namespace.name for namespace in new.spec.namespaces}
    for namespace in old.spec.namespaces:
        if namespace.name not in kept:
            message = f"the namespace {namespace.name} is deleted with everything in it"
            look = f"check its contents first: kubectl get all --namespace {namespace.name}"
            yield warning(__name__, "namespaces", message, look)
    stays = {workload.id for workload in new.workloads} | {was.id for was, _ in moved_workloads(old, new)}
    for workload in old.workloads:
        if workload.id not in stays and workload.spec.namespace in {*kept, "default"}:
            message = f"{workload.spec.kind} {workload.spec.namespace}/{workload.name} is deleted, and its pods stop"
            yield warning(__name__, "workloads", message, "nothing, if that is intended")


def _groups(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    before, left = _named(old.spec), _named(new.spec)
    for group in old.groups:
        if group.id in left:
            continue
        message = f"the group {group.name} is destroyed, with up to {group.max_nodes} nodes and the pods on them"
        types = group.spec.instance_types
        alike = [
            other.name for identity, other in left.items() if identity not in before and other.instance_types == types
        ]
        if alike:
            message += (
                f"; {alike[0]} has the same types, but a group cannot be renamed: {alike[0]} is created while "
                f"{group.name} is deleted, in no particular order"
            )
            fix = f"write 'name: {group.name}' again; or keep both, move the workloads, then remove {group.name}"
        else:
            fix = "move its workloads to another group first"
        yield warning(__name__, group.where.partition("[")[0], message, fix)


def _named(spec: ClusterSpec) -> dict[str, GroupSpec]:
    """Groups by the id of their construct: a GPU group and a CPU group of one name are two."""
    return {
        **{f"gpu-{group.name}": group for group in spec.gpu_node_groups},
        **{f"cpu-{group.name}": group for group in spec.node_groups},
    }
