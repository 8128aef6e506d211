"""No group can run a workload.

**Why.** The pod does not tolerate a taint, or asks for a resource that no node of the group has. No group size changes
that, so the pods stay Pending.

**Fix.** Add a group with the GPUs that the workload asks for, or a toleration, as the message says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import deciding, field, fix, judged, left_for_others, rests_on, told
from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups: []
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads that no group can run."""
    gpu_groups = {group.name for group in design.gpu_nodes}
    for found in design.schedulability:
        workload = found.workload
        if not (design.spec.gpu_node_groups or design.spec.gpu_node_pools) and workload.spec.gpus:
            message = f"{workload.name} asks for {workload.spec.gpus} GPU, but there is no GPU group"
            yield error(__name__, workload.where, message, "add a group to 'gpu_node_groups'", *rests_on(workload))
            continue
        if workload.spec.gpus and workload.candidates and not gpu_groups & set(workload.candidates):
            named = listed(workload.candidates)
            message = (
                f"{workload.name} asks for {workload.spec.gpus} GPU, but names only {named}, whose nodes have none"
            )
            edit = "name a group of 'gpu_node_groups', or write 'gpus: 0'"
            yield error(__name__, f"{workload.where}.node_groups", message, edit, *rests_on(workload))
            continue
        if found.verdict == "excluded" and deciding(found) and not left_for_others(found):
            groups = deciding(found)
            first = groups[0].fit.obstacles[0]
            message = f"no group can run {workload.name}: {told(groups)}"
            yield error(__name__, field(workload, first), message, fix(first), *rests_on(workload))
        out = tuple(one for one in judged(found) if one.fit.verdict == "excluded")
        if out and found.verdict != "excluded" and workload.spec.node_groups:
            message = f"{workload.name} names groups that cannot run it: {told(out)}"
            where = f"{workload.where}.node_groups"
            yield warning(__name__, where, message, "leave these groups out", *rests_on(workload))
