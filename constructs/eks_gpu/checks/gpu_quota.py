"""Workloads ask for more GPUs than their namespace may have.

**Why.** Kubernetes refuses the pods that go beyond `gpu_quota`; the deployment or job stays short of them,
and only an event says why.

**Fix.** Raise `gpu_quota`, or ask for less. One pod beyond the quota is an error; all pods together are a
warning, because they need not run at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up, namespace by namespace, what the pods ask for."""
    for index, namespace in enumerate(design.spec.namespaces):
        quota, where = namespace.gpu_quota, f"namespaces[{index}]"
        mine = [workload for workload in design.workloads if workload.spec.namespace == namespace.name]
        if quota is None or not mine:
            continue
        beyond = [workload for workload in mine if workload.spec.gpus > quota]
        for workload in beyond:
            message = f"a pod asks for {workload.spec.gpus} GPU, and namespace {namespace.name!r} may have {quota}"
            fix = f"write {quota} or less, or raise the quota" if quota else "raise the quota, or remove it"
            yield error(__name__, f"{workload.where}.gpus", message, fix, where, f"{workload.where}.namespace")
        together = sum(max(workload.pods, workload.wanted) * workload.spec.gpus for workload in mine)
        if together > quota and not beyond:
            message = f"the workloads of {namespace.name!r} ask for {together} GPU together, and may have {quota}"
            yield warning(
                __name__,
                f"{where}.gpu_quota",
                message,
                f"raise it to {together}, or ask for less",
                "workloads",
            )
