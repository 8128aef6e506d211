"""Requests of a pod's containers, as kube-scheduler adds them up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import CPU, MEMORY
from eks_gpu.scheduling.quantity import mebibytes, millicores
from eks_gpu.scheduling.requests import Resources, effective_requests

if TYPE_CHECKING:
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.spec import ContainerSpec, WorkloadSpec

_UNITS = {CPU: Decimal("0.001"), MEMORY: Decimal(2**20)}


def beside(spec: WorkloadSpec) -> dict[str, int]:
    """Requests of the containers that run next to the workload's own."""
    asked = [_requests(container) for container in spec.containers]
    return {name: sum(one[name] for one in asked) for name in (CPU, MEMORY)} if asked else {}


def effective(spec: WorkloadSpec, own: Amounts) -> dict[str, int]:
    """Requests of a pod whose own container requests `own`.

    Args:
        spec: The workload.
        own: CPU and memory of the workload's container; one that is missing is not requested.
    """
    containers = [_in_units(own), *(_in_units(_requests(container)) for container in spec.containers)]
    first = [_in_units(_requests(container)) for container in spec.init_containers]
    found = effective_requests(containers, first)
    return {name: found[name] for name in dict.fromkeys([*own, *(CPU, MEMORY)]) if name in found}


def _in_units(amounts: Amounts) -> Resources:
    return Resources({name: Decimal(amount) * _UNITS[name] for name, amount in amounts.items()})


def _requests(container: ContainerSpec) -> dict[str, int]:
    return {CPU: millicores(container.cpu), MEMORY: mebibytes(container.memory)}
