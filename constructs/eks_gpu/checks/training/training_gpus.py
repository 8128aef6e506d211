"""A training job does not take all GPUs of its nodes.

**Why.** It gets each node's EFA interfaces and memory as a whole, so what it leaves of the GPUs is paid for and of no
use to anybody; and two of its ranks could come to lie on one node, where their names say two.

**Fix.** Leave `gpus` out: a training job gets all of a node. For less than a node write `kind: job`.
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


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare what training jobs ask for with the nodes of their groups; more than there is, is placement's to tell."""
    for workload, spec in zip(design.workloads, design.spec.workloads, strict=True):
        if not workload.training:
            continue
        for models in design.nodes:
            # Of a group that shares its GPUs, shares-several speaks.
            if models.group.sharing.shares or models.group.name not in workload.groups:
                continue
            has = models.smallest.capacity.get(workload.gpu_resource, 0)
            if workload.spec.gpus < has:
                kind = models.smallest.instance_type
                message = f"{workload.name} asks for {workload.spec.gpus} GPU a node, and a {kind} has {has}"
                field, fix = _edit(spec, models.group.name)
                yield error(__name__, f"{workload.where}.{field}", message, fix, *rests_on(workload))
                break


def _edit(said: WorkloadSpec, group: str) -> tuple[str, str]:
    """The field, and what to do with it: a number that the file lacks is the least over the groups."""
    if "gpus" in said.model_fields_set:
        return "gpus", "remove 'gpus': a training job gets all; or write 'kind: job'"
    return "node_groups", f"write 'node_groups: [{group}]', or a group whose nodes are alike"
