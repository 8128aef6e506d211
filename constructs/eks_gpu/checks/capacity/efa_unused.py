"""The nodes of a group have EFA interfaces, but the workloads that run there request none.

**Why.** A container can use only the interfaces that its pod requests. Without them, a program that spans several nodes
communicates over TCP: NCCL falls back to sockets without an error, at a fraction of the bandwidth that the instance
type is bought for (awslabs/awsome-distributed-ai#1230). If nothing communicates between nodes, EFA only costs memory
for huge pages and confines the group to one zone.

**Fix.** Write `efa: true` in the workload, with all GPUs of a node in `gpus`; a training job gets EFA by default. If no
workload needs EFA, remove `efa` from the group, which replaces its nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._commands import says_several_nodes
from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import EFA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, MachinesDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    max: 2
    efa: true
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    gpus: 8
    replicas: 2
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    max: 2
    efa: true
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    gpus: 8
    replicas: 2
    ports: [8000]
    efa: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at workloads on groups with EFA, first at those whose own options or variables imply several nodes."""
    named = set()
    for group in (group for group in design.scaled if group.efa):
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
                f"the nodes of {group.name} have {group.efa.count if group.efa else 0} EFA interfaces, but {names} "
            )
            message += "requests none" if len(without) == 1 else "request none"
            fix = "write 'efa: true' where nodes communicate, or remove 'efa' here, which replaces the nodes"
            yield warning(__name__, f"{group.where}.efa", message, fix, "workloads")


def _spans(workload: WorkloadDesign, says: str, group: MachinesDesign) -> Problem:
    count = group.efa.count if group.efa else 0
    message = (
        f"{workload.name} spans several nodes (it sets {says}) but requests none of the {count} EFA interfaces that "
    )
    message += f"a node of {group.name} has, so it falls back to TCP"
    gpus = group.gpus_per_node
    whole = "" if workload.spec.gpus >= gpus else f", and 'gpus: {gpus}'"
    return warning(__name__, workload.where, message, f"write 'efa: true'{whole}", *rests_on(workload))
