"""A training job or a server over several nodes runs without EFA on a type that has it.

**Why.** NCCL then talks TCP over one interface of the node: a small part of a p5.48xlarge's 3,200 Gbit/s, and every
step waits for it. Types with many interfaces are bought for them.

**Fix.** Write `efa: true` in the group, which replaces its nodes; a training job then gets all interfaces of its nodes.
Other kinds need `efa: true` of their own too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._words import says_several_nodes
from eks_gpu.scheduling.amounts import EFA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for nodes whose type takes EFA interfaces and that have none."""
    for workload in design.workloads:
        # Of `efa: true` on such a group, workload-efa speaks.
        if not _spans(workload) or EFA in workload.devices or workload.spec.efa:
            continue
        for models in design.nodes:
            group, kind = models.group, models.group.types[0]
            whole = workload.training or workload.spec.gpus >= group.gpus_per_node
            if group.name in workload.groups and kind.efa_max and group.efa is None and whole:
                message = (
                    f"a {kind.name} takes {kind.efa_max} EFA interfaces, and {group.name} gives {workload.name} "
                    "none: its ranks talk TCP"
                )
                fix = "write 'efa: true' in the group" + ("" if workload.training else " and in the workload")
                yield warning(__name__, f"{group.where}.efa", message, fix, f"{workload.where}.nodes")


def _spans(workload: WorkloadDesign) -> bool:
    """Whether it runs on several nodes as one program, by its kind or by its own words."""
    return workload.training.nodes > 1 if workload.training else says_several_nodes(workload.spec) is not None
