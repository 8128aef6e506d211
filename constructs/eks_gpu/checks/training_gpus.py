"""A training job does not take all GPUs of its nodes.

**Why.** It gets each node's EFA interfaces and memory as a whole, so what it leaves of the GPUs is paid for and of no
use to anybody; and two of its ranks could come to lie on one node, where their names say two.

**Fix.** Leave `gpus` out: a training job gets all of a node. For less than a node write `kind: job`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare what training jobs ask for with the nodes of their groups; more than there is, is placement's to tell."""
    for workload in design.workloads:
        if not workload.training:
            continue
        for models in design.nodes:
            has = models.smallest.capacity[GPU]
            if models.group.name in workload.groups and workload.spec.gpus < has:
                kind = models.smallest.instance_type
                message = f"{workload.name} asks for {workload.spec.gpus} GPU a node, and a {kind} has {has}"
                fix = "remove 'gpus': a training job gets all; or write 'kind: job'"
                yield error(__name__, f"{workload.where}.gpus", message, fix, *rests_on(workload))
                break
