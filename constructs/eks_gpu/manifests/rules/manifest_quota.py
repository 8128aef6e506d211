"""Pods of manifests exceed a ResourceQuota of their namespace, or lack the requests that it demands.

**Why.** The API server refuses pods beyond the quota, and with a quota on `requests.cpu` every pod that requests no
CPU: the controller reports `FailedCreate`, and no pod is Pending (Kubernetes, Resource Quotas). A quota on GPUs counts
`requests.nvidia.com/gpu`.

**Fix.** Raise the quota, ask for less, or add requests (a LimitRange adds them as well).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.context import space
from eks_gpu.manifests.judged import error, warning
from eks_gpu.manifests.reading.parts import fields, text
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS, is_gpu, shown
from eks_gpu.scheduling.quantity import any_quantity
from eks_gpu.scheduling.requests import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.objects import Object
    from eks_gpu.problem import Problem

_DEMANDED = (CPU, MEMORY)

BAD = """\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus}
spec: {hard: {requests.nvidia.com/gpu: 1}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: model}
spec:
  replicas: 2
  template: {spec: {containers: [{name: model, resources: {limits: {nvidia.com/gpu: 1}}}]}}
"""
GOOD = """\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus}
spec: {hard: {requests.nvidia.com/gpu: 2}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: model}
spec:
  replicas: 2
  template: {spec: {containers: [{name: model, resources: {limits: {nvidia.com/gpu: 1}}}]}}
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Compare each quota among the manifests with the pods of its namespace."""
    placed = [one.pods for one in found.fits]
    for quota in (one for one in found.objects if one.kind == "ResourceQuota" and one.group == ""):
        if fields(quota.content, "spec.scopeSelector") or "scopes" in fields(quota.content, "spec"):
            continue
        here = [pods for pods in placed if space(pods.template.owner) == space(quota)]
        hard = _hard(quota)
        yield from _lacking(here, quota, hard)
        yield from _exceeded(here, quota, hard)


def _hard(quota: Object) -> dict[str, int]:
    """The quota's limits on requests, by resource."""
    found = {}
    for key, value in fields(quota.content, "spec.hard").items():
        name = key.removeprefix("requests.")
        if name in {CPU, MEMORY, PODS} or (is_gpu(name) and key != name):
            try:
                found[name] = whole(name, any_quantity(text(value)))
            except (ValueError, ArithmeticError):
                continue
    return found


def _lacking(here: list[Pods], quota: Object, hard: Mapping[str, int]) -> Iterator[Problem]:
    for pods in here:
        missing = [name for name in _DEMANDED if name in hard and not pods.demand.asks.get(name)]
        if missing:
            message = f"with the quota {quota.name}, the API server refuses pods that request no {listed(missing)}"
            yield error(__name__, pods, message, "add the request to every container, or a LimitRange")


def _exceeded(here: list[Pods], quota: Object, hard: Mapping[str, int]) -> Iterator[Problem]:
    for name, most in hard.items():
        asking = [pods for pods in here if pods.demand.asks.get(name)]
        total = sum(pods.demand.asks[name] * pods.demand.count.most for pods in asking)
        if asking and total > most:
            largest = max(asking, key=lambda pods: pods.demand.asks[name] * pods.demand.count.most)
            names = listed([pods.demand.name for pods in asking], 4)
            message = (
                f"the quota {quota.name} allows {shown(name, most)} {name} in {space(quota)}, and {names} ask for "
                f"{shown(name, total)} together"
            )
            yield warning(__name__, largest, message, "raise the quota, or ask for less")
