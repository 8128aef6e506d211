"""Workloads ask for more GPUs than their namespace may have.

**Why.** Kubernetes refuses pods beyond `gpu_quota`. The deployment or job has fewer pods than it should, and only an
event says why.

**Fix.** Raise `gpu_quota`, or ask for less. A single pod beyond the quota is an error. All pods together are only a
warning, because they need not run at the same time. Where groups share GPUs, a quota has one number per resource, and a
resource that it does not name has a quota of 0: `{gpu: 4, gpu.shared: 16}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
namespaces:
  - {name: team, gpu_quota: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    namespace: team
    completions: 4
    parallelism: 4
"""
GOOD = """\
namespaces:
  - {name: team, gpu_quota: 4}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    namespace: team
    completions: 4
    parallelism: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up the pods' requests per namespace and resource."""
    for index, namespace in enumerate(design.namespaces):
        mine = [workload for workload in design.workloads if workload.spec.namespace == namespace.name]
        for resource, most in (namespace.limits or {}).items():
            asking = [workload for workload in mine if workload.gpu_resource == resource]
            unnamed = _naming(design.spec.namespaces[index].gpu_quota, resource, _together(asking))
            yield from _of_resource(f"namespaces[{index}]", namespace.name, asking, resource, most, unnamed=unnamed)


def _together(asking: Sequence[WorkloadDesign]) -> int:
    return sum(max(workload.pods, workload.wanted) * workload.spec.gpus for workload in asking)


def _naming(quota: int | Mapping[str, int] | None, resource: str, count: int) -> str:
    """The edit that adds a resource to the quota; empty if the quota names it already."""
    name = resource.removeprefix("nvidia.com/")
    said = {"gpu": quota} if isinstance(quota, int) else dict(quota or {})
    if name in said:
        return ""
    whole = ", ".join(f"{key}: {most}" for key, most in (said | {name: count}).items())
    return f"add '{name}: {count}' to 'gpu_quota' of the namespace: '{{{whole}}}'"


def _of_resource(
    where: str, namespace: str, asking: Sequence[WorkloadDesign], resource: str, most: int, *, unnamed: str
) -> Iterator[Problem]:
    word = "GPU" if resource == GPU else resource
    beyond = [workload for workload in asking if workload.spec.gpus > most]
    for workload in beyond:
        message = f"a pod asks for {workload.spec.gpus} {word}, but the quota of namespace {namespace!r} is {most}"
        fix = unnamed or (f"write {most} or less, or raise the quota" if most else "raise the quota, or remove it")
        yield error(__name__, f"{workload.where}.gpus", message, fix, where, f"{workload.where}.namespace")
    together = _together(asking)
    if together > most and not beyond:
        message = f"the workloads of {namespace!r} ask for {together} {word} together, but their quota is {most}"
        fix = f"raise it to {together}, or ask for less"
        yield warning(__name__, f"{where}.gpu_quota", message, fix, "workloads", "gpu_node_groups")
