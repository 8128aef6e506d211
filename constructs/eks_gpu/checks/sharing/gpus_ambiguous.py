"""The meaning of a workload's `gpus` depends on the group where its pods happen to run.

**Why.** Whole GPUs, shares of one by time slicing or MPS, and MIG slices of a single profile are all called
`nvidia.com/gpu`: some pods of the workload would get a whole GPU, others a quarter of one.

**Fix.** Name groups that share GPUs in the same way in `node_groups`; or write `rename: true`, so that shares have a
resource name of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, SharingDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: whole
    instance_types: [g6.xlarge]
    max_per_zone: 1
  - name: shared
    instance_types: [g6.xlarge]
    max_per_zone: 1
    sharing:
      time_slicing: {replicas: 4}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
gpu_node_groups:
  - name: whole
    instance_types: [g6.xlarge]
    max_per_zone: 1
  - name: shared
    instance_types: [g6.xlarge]
    max_per_zone: 1
    sharing:
      time_slicing: {replicas: 4}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    node_groups: [whole]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the sharing of each workload's groups."""
    groups = {group.name: group for group in design.all_machines}
    for workload in design.workloads:
        if not workload.spec.gpus:
            continue
        rests_on = ("gpu_node_groups", f"{workload.where}.gpu_profile")
        alike = [groups[name] for name in workload.groups if workload.gpu_resource in groups[name].offers]
        kinds = {_kind(group.sharing): group.name for group in reversed(alike)}
        where = f"{workload.where}.node_groups" if workload.spec.node_groups else workload.where
        if len(kinds) > 1:
            each = "; ".join(f"{kind} on {name}" for kind, name in sorted(kinds.items()))
            message = f"each {workload.gpu_resource} that {workload.name} asks for is {each}"
            yield warning(
                __name__, where, message, "name groups that share GPUs in the same way in 'node_groups'", *rests_on
            )


def _kind(sharing: SharingDesign) -> str:
    if not sharing.shares:
        return "a whole GPU"
    part = f"a slice of {sharing.profile}" if sharing.mig else "a GPU"
    return f"one of {sharing.replicas} shares of {part}" if sharing.replicas > 1 else part
