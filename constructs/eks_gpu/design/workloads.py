"""Workloads: where they may run, and what their pods ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.groups import GROUP_LABEL
from eks_gpu.design.taints import TolerationDesign, tolerations_of
from eks_gpu.scheduling.quantity import cpu_text, mebibytes, memory_text, millicores
from eks_gpu.scheduling.reserved import (
    EVICTION_MIB,
    allocatable_cpu_millicores,
    allocatable_memory_mib,
    reserved_memory_mib,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.groups import GpuGroupDesign
    from eks_gpu.spec import ClusterSpec, WorkloadSpec

GPU_RESOURCE = "nvidia.com/gpu"
# What the pods of EKS's add-ons and ours ask for together on a GPU node: aws-node 50m, kube-proxy 100m, EBS CSI node
# 30m and 120 MiB, node monitoring agent 20m and 60 MiB, device plugin 50m and 64 MiB; rounded up, so that an add-on's
# next release does not push a workload off its node.
DAEMONSETS_CPU_MILLICORES = 300
DAEMONSETS_MEMORY_MIB = 512
# Of these, what no node is without: aws-node and kube-proxy.
_LEAST_DAEMONSETS_CPU = 150
_CPU_STEP, _MEMORY_STEP_MIB = 100, 256
RestartPolicy = Literal["Always", "OnFailure", "Never"]


@dataclass(frozen=True, slots=True)
class WorkloadDesign:
    """A workload, complete.

    Attributes:
        where: Its path in the spec.
        spec: What the user said.
        groups: Names of the GPU groups it may run on, in the order of the declaration; empty when none can hold it.
        gpus: GPUs a pod asks for, as limits by resource name.
        cpu: CPU a pod asks for.
        memory: Memory a pod asks for and may use.
        node_selector: Labels the pod insists on; the group's label too, where there is one group.
        tolerations: For every taint of those groups, and what the user added.
        restart_policy: ``Always`` for what serves, else what lets a finished process be finished.
        priority_class: Serving goes before batch.
    """

    where: str
    spec: WorkloadSpec
    groups: tuple[str, ...]
    gpus: Mapping[str, int]
    cpu: str
    memory: str
    node_selector: Mapping[str, str]
    tolerations: tuple[TolerationDesign, ...]
    restart_policy: RestartPolicy
    priority_class: str

    @property
    def name(self) -> str:
        """Name of the object."""
        return self.spec.name

    @property
    def id(self) -> str:
        """Construct id, part of the resource's address."""
        # Names have no '_', so that `a-b` of `c` and `a` of `b-c` stay two.
        return f"{self.spec.namespace}_{self.spec.name}"

    @property
    def replicas(self) -> int:
        """Pods of a deployment or stateful set."""
        return 1 if self.spec.replicas is None else self.spec.replicas

    @property
    def completions(self) -> int:
        """Pods of a job that must succeed."""
        return self.spec.completions or 1

    @property
    def parallelism(self) -> int:
        """Pods of a job that run at once."""
        return min(self.spec.parallelism or self.completions, self.completions)

    @property
    def time_zone(self) -> str:
        """Of a cron job's schedule; left out, it would be that of a control plane nobody sees."""
        return self.spec.time_zone or "Etc/UTC"

    @property
    def pods(self) -> int:
        """Pods that may run at once."""
        return self.replicas if self.spec.kind in {"deployment", "stateful_set"} else self.parallelism


PRIORITY_CLASSES: Mapping[str, int] = {"eks-gpu-batch": 1000, "eks-gpu-serving": 10000}
_SERVES = frozenset({"deployment", "stateful_set"})


def design_workloads(spec: ClusterSpec, groups: tuple[GpuGroupDesign, ...]) -> tuple[WorkloadDesign, ...]:
    """All workloads."""
    return tuple(_workload(workload, groups, f"workloads[{index}]") for index, workload in enumerate(spec.workloads))


def _workload(spec: WorkloadSpec, groups: tuple[GpuGroupDesign, ...], where: str) -> WorkloadDesign:
    allowed = [group for group in groups if spec.node_groups is None or group.name in spec.node_groups]
    holding = _holding(spec, allowed) if spec.node_groups is None else allowed
    cpu, memory = _fair_share([kind for group in holding for kind in group.types], spec.gpus)
    return WorkloadDesign(
        where=where,
        spec=spec,
        groups=tuple(group.name for group in holding),
        gpus={GPU_RESOURCE: spec.gpus} if spec.gpus else {},
        cpu=spec.cpu or cpu_text(cpu),
        memory=spec.memory or memory_text(memory),
        node_selector={**spec.node_selector, **({GROUP_LABEL: holding[0].name} if len(holding) == 1 else {})},
        tolerations=tuple(_tolerations(spec, holding)),
        restart_policy=_restart_policy(spec),
        priority_class="eks-gpu-serving" if spec.kind in _SERVES else "eks-gpu-batch",
    )


def _holding(spec: WorkloadSpec, groups: list[GpuGroupDesign]) -> list[GpuGroupDesign]:
    """Groups that surely hold a pod; where there is none, those that may."""
    sure = [group for group in groups if holds(spec, group, surely=True)]
    return sure or [group for group in groups if holds(spec, group, surely=False)]


def holds(spec: WorkloadSpec, group: GpuGroupDesign, *, surely: bool) -> bool:
    """Whether a pod fits on an empty node of every type of the group."""
    free = [free_on(kind, surely=surely) for kind in group.types]
    fits_cpu = not spec.cpu or all(millicores(spec.cpu) <= cpu for cpu, _ in free)
    fits_memory = not spec.memory or all(mebibytes(spec.memory) <= memory for _, memory in free)
    return spec.gpus <= group.gpus_per_node and fits_cpu and fits_memory


def free_on(kind: InstanceType, *, surely: bool) -> tuple[int, int]:
    """CPU (millicores) and memory (MiB) that an empty node has for workloads: what is sure, or what may be."""
    cpu = allocatable_cpu_millicores(kind)
    if surely:
        return cpu - DAEMONSETS_CPU_MILLICORES, allocatable_memory_mib(kind) - DAEMONSETS_MEMORY_MIB
    return cpu - _LEAST_DAEMONSETS_CPU, kind.memory_mib - reserved_memory_mib(kind.max_pods_by_eni) - EVICTION_MIB


def _fair_share(types: Iterable[InstanceType], gpus: int) -> tuple[int, int]:
    """CPU (millicores) and memory (MiB) that go with so many GPUs on the tightest of the types."""
    free = [(kind, *free_on(kind, surely=True)) for kind in types]
    shares = [
        (_share(cpu, kind, gpus, _CPU_STEP), _share(memory, kind, gpus, _MEMORY_STEP_MIB)) for kind, cpu, memory in free
    ]
    if not shares:
        return _CPU_STEP, _MEMORY_STEP_MIB
    return min(cpu for cpu, _ in shares), min(memory for _, memory in shares)


def _share(amount: int, kind: InstanceType, gpus: int, step: int) -> int:
    of = kind.gpu.count if kind.gpu else 1
    # A pod without GPU gets an eighth of one GPU's share: it is a guest on the node.
    part = amount * min(gpus, of) // of if gpus else amount // of // 8
    return max(part // step * step, step)


def _tolerations(spec: WorkloadSpec, groups: list[GpuGroupDesign]) -> list[TolerationDesign]:
    derived = tolerations_of(taint for group in groups for taint in group.taints)
    added = [TolerationDesign(own.key, own.operator, own.value, own.effect) for own in spec.tolerations]
    return list(dict.fromkeys([*derived, *added]))


def _restart_policy(spec: WorkloadSpec) -> RestartPolicy:
    if spec.kind in _SERVES:
        return "Always"
    # A bare pod that serves nothing is a one-shot command; restarting it for ever is a crash loop.
    return "Always" if spec.kind == "pod" and spec.ports else "Never"
