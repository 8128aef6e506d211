"""No node can hold a pod of a workload.

**Why.** The pods stay Pending. Worse: the autoscaler plans with what EC2 says of a type and knows nothing of
what kubelet keeps, so it may buy a GPU node, find the pod still Pending, and begin again.

**Fix.** Ask for less, or add a group with larger nodes. What kubelet keeps follows the formulas of
awslabs/amazon-eks-ami. A running node sees up to 7.5 % less memory than EC2 names (Karpenter's bound): what
fits only above that is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.workloads import free_on, holds
from eks_gpu.scheduling.quantity import cpu_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, WorkloadDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Try an empty node of each group that a workload may use."""
    for workload in design.workloads:
        spec = workload.spec
        allowed = [group for group in design.gpu_groups if spec.node_groups is None or group.name in spec.node_groups]
        rests_on = ("gpu_node_groups", f"{workload.where}.node_groups")
        if not design.spec.gpu_node_groups and spec.gpus:
            message = f"{spec.name} asks for {spec.gpus} GPU, and there is no GPU group"
            yield error(__name__, workload.where, message, "add a group to 'gpu_node_groups'", *rests_on)
        why = [_why(workload, group, surely=False) for group in allowed]
        if why and all(why):
            message = f"no node can hold a pod of {spec.name}: {'; '.join(filter(None, why))}"
            fix = "ask for less (left out, cpu and memory are a fair share), or add a group with larger nodes"
            yield error(__name__, workload.where, message, fix, *rests_on)
            continue
        doubts = [_why(workload, group, surely=True) for group in allowed]
        if doubts and all(doubts):
            message = f"a pod of {spec.name} may not fit; what is sure: {'; '.join(filter(None, doubts))}"
            yield warning(__name__, workload.where, message, "ask for less, or add larger nodes", *rests_on)
        elif spec.node_groups and any(why):
            message = f"{spec.name} names groups that cannot hold it: {'; '.join(filter(None, why))}"
            yield warning(__name__, f"{workload.where}.node_groups", message, "leave these groups out", *rests_on)


def _why(workload: WorkloadDesign, group: GpuGroupDesign, *, surely: bool) -> str | None:
    """What a group lacks, in words; None where its nodes hold a pod."""
    spec = workload.spec
    if holds(spec, group, surely=surely):
        return None
    if spec.gpus > group.gpus_per_node:
        return f"{group.name} has {group.gpus_per_node} GPU a node, and {spec.gpus} are asked for"
    kind = min(group.types, key=lambda one: free_on(one, surely=surely))
    cpu, memory = free_on(kind, surely=surely)
    asked = " and ".join(filter(None, (spec.cpu and f"cpu {spec.cpu}", spec.memory and f"memory {spec.memory}")))
    free = f"cpu {cpu_text(cpu)} and memory {memory}Mi"
    return f"{group.name} ({kind.name}) has {free} free a node, and asked for: {asked}"
