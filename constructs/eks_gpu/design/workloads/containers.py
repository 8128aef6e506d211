"""Requests of a pod's containers, as kube-scheduler adds them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import CPU, MEMORY
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.spec import ContainerSpec, WorkloadSpec


def beside(spec: WorkloadSpec) -> dict[str, int]:
    """Requests of the containers that run next to the workload's own."""
    asked = [_requests(container) for container in spec.containers]
    return {name: sum(one[name] for one in asked) for name in (CPU, MEMORY)} if asked else {}


def effective(spec: WorkloadSpec, own: Amounts) -> dict[str, int]:
    """Requests of a pod whose own container requests `own`.

    The pod requests what its containers request together, or what one that runs before them does, if that is more
    (kubernetes/component-helpers, `resource/helpers.go`, PodRequests).

    Args:
        spec: The workload.
        own: Amounts of the workload's container; a resource that is missing is not requested.
    """
    together = {name: own.get(name, 0) + amount for name, amount in {**dict.fromkeys(own, 0), **beside(spec)}.items()}
    before = [_requests(container) for container in spec.init_containers]
    names = {**together, **dict.fromkeys(name for one in before for name in one)}
    return {name: max([together.get(name, 0), *(one.get(name, 0) for one in before)]) for name in names}


def _requests(container: ContainerSpec) -> dict[str, int]:
    return {CPU: millicores(container.cpu), MEMORY: mebibytes(container.memory)}
