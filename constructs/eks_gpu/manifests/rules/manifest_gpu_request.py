"""A container of a manifest requests GPUs in a form that Kubernetes refuses.

**Why.** GPUs and other devices cannot be overcommitted: a container names a whole number of them under `limits`, and
`requests`, if they are there at all, say the same (kubernetes, `pkg/apis/core/validation`, validateContainerResource).
The API server refuses anything else, and a controller then reports `FailedCreate` while no pod appears.

**Fix.** Write the number under `resources.limits`; requests follow by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.amounts import containers
from eks_gpu.manifests.judged import Spot, error
from eks_gpu.manifests.reading.parts import fields, text
from eks_gpu.scheduling.amounts import EFA, is_gpu
from eks_gpu.scheduling.quantity import any_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.problem import Problem

BAD = """\
apiVersion: v1
kind: Pod
metadata: {name: cuda}
spec:
  containers:
    - name: cuda
      resources: {requests: {nvidia.com/gpu: 1}}
"""
GOOD = """\
apiVersion: v1
kind: Pod
metadata: {name: cuda}
spec:
  containers:
    - name: cuda
      resources: {limits: {nvidia.com/gpu: 1}}
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Compare requests and limits of devices in every container."""
    for pods in found.pods:
        for where, container in containers(pods.template.spec):
            yield from _of_container(pods, where, container)


def _of_container(pods: Pods, where: str, container: Fields) -> Iterator[Problem]:
    requests, limits = fields(container, "resources.requests"), fields(container, "resources.limits")
    for name in dict.fromkeys([*requests, *limits]):
        if not is_gpu(name) and name != EFA:
            continue
        asked, most = text(requests.get(name)), text(limits.get(name))
        holder, path = (limits, "limits") if most else (requests, "requests")
        given = asked or most
        if not most:
            message = f"{pods.demand.name} requests {asked} {name} without a limit, which the API server refuses"
            fix = f"write {name}: {asked} under 'limits'"
        elif asked and not _same(asked, most):
            message = (
                f"{pods.demand.name} requests {asked} {name} with a limit of {most}; devices cannot be overcommitted"
            )
            fix = f"write {most} in both, or remove the request"
        elif not _whole(given):
            message = f"{pods.demand.name} asks for {given} {name}; the API server takes whole numbers"
            fix = "write a whole number; for a part of a GPU, see 'sharing' of the group"
        else:
            continue
        yield error(__name__, pods, message, fix, Spot(f"{where}.resources.{path}.{name}", holder, name))


def _same(one: str, other: str) -> bool:
    try:
        return any_quantity(one) == any_quantity(other)
    except (ValueError, ArithmeticError):
        return one == other


def _whole(given: str) -> bool:
    try:
        return any_quantity(given) % 1 == 0
    except (ValueError, ArithmeticError):
        return True
