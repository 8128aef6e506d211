"""A workload asks for EFA on a group that has none, or without taking whole nodes.

**Why.** `efa: true` gives a pod all EFA interfaces of its node. If the nodes have none, the pod never fits on any of
them. If the pod leaves GPUs of the node free, no second pod with EFA can use them.

**Fix.** Write `efa: true` in the group too, if its instance type has EFA (`eks-gpu instances --efa`), and give the pod
all GPUs of a node with `gpus`; or remove `efa` from the workload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design import ClusterDesign, GroupModels, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    gpus: 8
    replicas: 2
    ports: [8000]
    efa: true
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
    """Check the groups of workloads that ask for EFA, and the GPUs that each pod takes."""
    for workload in design.workloads:
        if not workload.spec.efa:
            continue
        named = workload.spec.node_groups
        open_to = [models for models in design.nodes if named is None or models.group.name in named]
        without = [models for models in open_to if not models.group.efa]
        if open_to and len(without) == len(open_to):
            message = f"{workload.name} asks for EFA, but {listed(one.group.name for one in without)} has none"
            yield error(__name__, f"{workload.where}.efa", message, _turn_on(without), *rests_on(workload))
        elif named is not None and without:
            having = listed(one.group.name for one in open_to if one.group.efa)
            message = f"{workload.name} asks for EFA, which {listed(one.group.name for one in without)} does not have"
            fix = f"write 'node_groups: [{having}]', or 'efa: true' in the others"
            yield error(__name__, f"{workload.where}.node_groups", message, fix, f"{workload.where}.efa")
        elif workload.training is None:
            # A training job that leaves GPUs free is the subject of training-gpus.
            yield from _parts_of_nodes(workload, [one for one in open_to if one.group.name in workload.groups])


def _turn_on(groups: Sequence[GroupModels]) -> str:
    able = [models.group for models in groups if models.group.types[0].efa_max]
    if able:
        return f"write 'efa: true' in the group {able[0].name}, which replaces its nodes; or remove it here"
    return f"remove it; a {groups[0].group.types[0].name} has no EFA, and 'eks-gpu instances --efa' lists types that do"


def _parts_of_nodes(workload: WorkloadDesign, groups: Sequence[GroupModels]) -> Iterator[Problem]:
    for models in groups:
        kind, asked = models.smallest.instance_type, workload.spec.gpus
        if models.group.sharing.shares:
            message = f"{models.group.name} shares its GPUs among pods, but 'efa' gives one pod all EFA of the node"
            fix = "remove it, or name a group that does not share"
            yield error(__name__, f"{workload.where}.efa", message, fix, *rests_on(workload))
            return
        has = models.smallest.capacity.get(workload.gpu_resource, 0)
        if asked < has:
            message = f"{workload.name} asks for EFA and {asked} GPU, but a {kind} has {has}: EFA needs the whole node"
            fix = f"write 'gpus: {has}', or remove 'efa'"
            yield error(__name__, f"{workload.where}.gpus", message, fix, *rests_on(workload), f"{workload.where}.efa")
            return
