"""A training job or a multi-node server runs without EFA on an instance type that has it.

**Why.** Without EFA, NCCL communicates by TCP over one interface of the node: a small part of a p5.48xlarge's 3,200
Gbit/s, and every step waits for it. Types with many interfaces are bought for their network.

**Fix.** Write `efa: true` in the group, which replaces its nodes; a training job then gets all interfaces of its nodes.
Other kinds also need `efa: true` in the workload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._commands import says_several_nodes
from eks_gpu.checks._report import warning
from eks_gpu.scheduling.amounts import EFA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
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
    """Look for nodes without EFA interfaces whose type supports them."""
    for workload in design.workloads:
        # workload-efa reports `efa: true` on such a group.
        if not _spans(workload) or EFA in workload.devices or workload.spec.efa:
            continue
        for models in design.nodes:
            group, kind = models.group, models.group.types[0]
            whole = workload.training or workload.spec.gpus >= group.gpus_per_node
            if group.name in workload.groups and kind.efa_max and group.efa is None and whole:
                message = (
                    f"a {kind.name} supports {kind.efa_max} EFA interfaces, but {group.name} gives {workload.name} "
                    "none: its ranks use TCP"
                )
                fix = "write 'efa: true' in the group" + ("" if workload.training else " and in the workload")
                yield warning(__name__, f"{group.where}.efa", message, fix, f"{workload.where}.nodes")


def _spans(workload: WorkloadDesign) -> bool:
    """Whether the workload is one program over several nodes, by its kind or its command."""
    return workload.training.nodes > 1 if workload.training else says_several_nodes(workload.spec) is not None
