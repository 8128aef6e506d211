"""The nodes of a group have EFA interfaces, and the workloads that run there ask for none.

**Why.** A container can use only the interfaces that its pod asks for. A program that spans several nodes then talks
TCP: NCCL falls back to sockets without an error, at a fraction of the bandwidth that the instance type is bought for
(awslabs/awsome-distributed-ai#1230). Where nothing talks between nodes, EFA only costs memory for huge pages, and keeps
the group in one zone.

**Fix.** Write `efa: true` in the workload, with all GPUs of a node in `gpus`; a training job gets EFA by default. Where
nothing needs it, remove `efa` from the group, which replaces its nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.checks._words import says_several_nodes
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import EFA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, WorkloadDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at what runs on groups with EFA, first at workloads whose own words speak of several nodes."""
    named = set()
    for group in (group for group in design.gpu_groups if group.efa):
        here = [workload for workload in design.workloads if group.name in workload.groups]
        without = [workload for workload in here if EFA not in workload.devices and not workload.spec.efa]
        spanning = [(one, says) for one in without if (says := says_several_nodes(one.spec))]
        for workload, says in spanning:
            if workload.name not in named:
                named.add(workload.name)
                yield _spans(workload, says, group)
        if here and len(without) == len(here) and not spanning:
            names = listed(one.name for one in without)
            message = (
                f"the nodes of {group.name} have {group.efa.count if group.efa else 0} EFA interfaces, and {names} "
            )
            message += "asks for none" if len(without) == 1 else "ask for none"
            fix = "write 'efa: true' in what talks between nodes; or remove it from the group, which replaces its nodes"
            yield warning(__name__, f"{group.where}.efa", message, fix, "workloads")


def _spans(workload: WorkloadDesign, says: str, group: GpuGroupDesign) -> Problem:
    count = group.efa.count if group.efa else 0
    message = (
        f"by its {says}, {workload.name} spans several nodes, and asks for none of the {count} EFA interfaces that "
    )
    message += f"a node of {group.name} has: it will talk TCP"
    gpus = group.gpus_per_node
    whole = "" if workload.spec.gpus >= gpus else f", and 'gpus: {gpus}'"
    return warning(__name__, workload.where, message, f"write 'efa: true'{whole}", *rests_on(workload))
