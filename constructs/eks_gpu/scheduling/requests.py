"""Effective requests of a pod, as kube-scheduler counts them.

From Kubernetes: `component-helpers/resource/helpers.go` (PodRequests, aggregateContainerResourcesByFn) and
`pkg/apis/core/v1/defaults.go` (SetDefaults_Pod, defaultPodRequests).
"""

from __future__ import annotations

import math
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import BYTES, CPU, MEMORY, PODS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.scheduling.demand import VolumeDemand

    Quantities = Mapping[str, Decimal]

# The first minor in which the feature gate PodLevelResources is on by default (pkg/features/kube_features.go: beta).
POD_LEVEL_SINCE = (1, 34)
_HUGEPAGES = "hugepages-"
_MEBIBYTE, _THOUSAND = 2**20, 1000


@dataclass(frozen=True)
class Resources:
    """Resources of a container, or of a pod as a whole.

    Attributes:
        requests: By resource.
        limits: By resource; what is not requested is requested as high as its limit.
        stays: For an init container, whether it runs on next to all that come after it (`restartPolicy: Always`).
    """

    requests: Quantities = field(default_factory=dict)
    limits: Quantities = field(default_factory=dict)
    stays: bool = False

    @property
    def asked(self) -> dict[str, Decimal]:
        """Requests with what the API server adds to them."""
        return {**self.limits, **self.requests}


def effective_requests(
    containers: Iterable[Resources],
    first: Iterable[Resources] = (),
    *,
    pod: Resources | None = None,
    overhead: Quantities | None = None,
) -> dict[str, int]:
    """Amounts that the scheduler takes of a node for one pod, in the units of `amounts`, with ``pods: 1``.

    Args:
        containers: The pod's containers.
        first: Its init containers, in their order.
        pod: Resources of the pod as a whole; None where the API server drops them (`POD_LEVEL_SINCE`).
        overhead: The overhead of its RuntimeClass.
    """
    asked = _of_containers(containers, first)
    if pod:
        asked = {**asked, **_of_pod(pod, asked)}
    asked = _sum(asked, overhead or {})
    return {PODS: 1, **{name: whole(name, asked[name]) for name in sorted(asked) if name != PODS}}


def own_volumes(volumes: Iterable[VolumeDemand]) -> int:
    """Attachments for EBS volumes that each pod takes for itself."""
    return sum(one.attaches and one.per_pod for one in volumes)


def whole(name: str, quantity: Decimal) -> int:
    """A quantity in the unit of its resource, rounded up as the scheduler does."""
    if name == CPU:
        return math.ceil(quantity * _THOUSAND)
    return math.ceil(quantity / _MEBIBYTE) if name in BYTES else math.ceil(quantity)


def _of_containers(containers: Iterable[Resources], first: Iterable[Resources]) -> dict[str, Decimal]:
    """All that run at the end, or the most that runs at any moment before: init containers run one after the other."""
    running = _sum(*(one.asked for one in containers))
    staying: dict[str, Decimal] = {}
    most: dict[str, Decimal] = {}
    for one in first:
        at_once = _sum(staying, one.asked)
        if one.stays:
            running, staying = _sum(running, one.asked), at_once
        most = _larger(most, at_once)
    return _larger(running, most)


def _of_pod(pod: Resources, asked: Quantities) -> dict[str, Decimal]:
    """Requests of the pod as a whole, which replace the sum; containers' requests come before its limits."""
    found = {name: amount for name, amount in pod.requests.items() if _of_whole_pods(name)}
    for name, limit in pod.limits.items():
        if _of_whole_pods(name) and name not in found:
            found[name] = asked[name] if name in {CPU, MEMORY} and name in asked else limit
    return found


def _of_whole_pods(name: str) -> bool:
    return name in {CPU, MEMORY} or name.startswith(_HUGEPAGES)


def _sum(*parts: Quantities) -> dict[str, Decimal]:
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: sum((part.get(name, Decimal(0)) for part in parts), Decimal(0)) for name in names}


def _larger(one: Quantities, other: Quantities) -> dict[str, Decimal]:
    return {name: max(one.get(name, Decimal(0)), other.get(name, Decimal(0))) for name in dict.fromkeys([*one, *other])}
