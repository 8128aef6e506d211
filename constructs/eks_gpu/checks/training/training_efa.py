"""A training job over several nodes runs without EFA on a type that has it.

**Why.** NCCL then talks TCP over one interface of the node: a small part of a p5.48xlarge's 3,200 Gbit/s, and every
step waits for it. Types with many interfaces are bought for them.

**Fix.** Write `efa: true` in the group; the job gets all interfaces of its nodes by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.scheduling.amounts import EFA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for nodes whose type takes EFA interfaces and that have none."""
    for workload in design.workloads:
        if not workload.training or workload.training.nodes == 1 or EFA in workload.devices:
            continue
        for models in design.nodes:
            kind = models.group.types[0]
            if models.group.name in workload.groups and kind.efa_max and models.group.efa is None:
                message = (
                    f"a {kind.name} takes {kind.efa_max} EFA interfaces, and {models.group.name} gives {workload.name} "
                    "none: its ranks talk TCP"
                )
                where = f"{models.group.where}.efa"
                yield warning(__name__, where, message, "write 'efa: true' in the group", f"{workload.where}.nodes")
