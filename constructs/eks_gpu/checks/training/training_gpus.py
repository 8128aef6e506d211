"""A training job does not use all GPUs of its nodes.

**Why.** It reserves each node's EFA interfaces and memory completely, so GPUs that it leaves free are paid for and
nobody can use them. Besides, two of its ranks could share a node, although the job counts them as two nodes.

**Fix.** Leave `gpus` out: a training job gets all GPUs of a node. If part of a node is enough, write `kind: job`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    zones: [us-west-2a]
    max: 2
    efa: true
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
    gpus: 1
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.12xlarge]
    zones: [us-west-2a]
    max: 2
    efa: true
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the GPUs of training jobs with the nodes of their groups; placement reports requests for too many."""
    for workload, spec in zip(design.workloads, design.spec.workloads, strict=True):
        if not workload.training:
            continue
        for models in design.nodes:
            # shares-several reports a group that shares its GPUs.
            if models.group.sharing.shares or models.group.name not in workload.groups:
                continue
            has = models.smallest.capacity.get(workload.gpu_resource, 0)
            if workload.spec.gpus < has:
                kind = models.smallest.instance_type
                message = f"{workload.name} asks for {workload.spec.gpus} GPU per node, but a {kind} has {has}"
                field, fix = _edit(spec, models.group.name)
                yield error(__name__, f"{workload.where}.{field}", message, fix, *rests_on(workload))
                break


def _edit(said: WorkloadSpec, group: str) -> tuple[str, str]:
    """The field and the edit; a number that the file leaves out is the minimum over the groups."""
    if "gpus" in said.model_fields_set:
        return "gpus", "remove 'gpus' (a training job gets all of them), or write 'kind: job'"
    return "node_groups", f"write 'node_groups: [{group}]', or name a group whose nodes have equally many GPUs"
