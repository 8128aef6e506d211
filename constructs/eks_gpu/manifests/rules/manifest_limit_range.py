"""A LimitRange among the manifests refuses a pod.

**Why.** A LimitRange is checked when the controller creates the pod, so the Deployment or Job is accepted and no pod
ever appears: "forbidden: maximum cpu usage per Container is 4, but limit is 8". Only events of the controller's object
show it.

**Fix.** Ask for an amount that the LimitRange allows, change the LimitRange, or put the object into another namespace.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from eks_gpu.manifests.amounts import given_amounts
from eks_gpu.manifests.context import space
from eks_gpu.manifests.judged import Spot, error
from eks_gpu.manifests.reading.parts import fields, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.objects import Object
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.problem import Problem
    from eks_gpu.scheduling.requests import Resources

BAD = """\
apiVersion: v1
kind: LimitRange
metadata: {name: small, namespace: team}
spec:
  limits:
    - {type: Container, max: {memory: 4Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: train, namespace: team}
spec:
  containers: [{name: train, resources: {requests: {memory: 2Gi}, limits: {memory: 8Gi}}}]
"""
GOOD = """\
apiVersion: v1
kind: LimitRange
metadata: {name: small, namespace: team}
spec:
  limits:
    - {type: Container, max: {memory: 4Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: train, namespace: team}
spec:
  containers: [{name: train, resources: {requests: {memory: 2Gi}, limits: {memory: 4Gi}}}]
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Compare each container, and the pod, with the bounds of their namespace."""
    for pods in found.pods:
        for limit in found.context.limits.get(space(pods.template.owner), ()):
            for item in mappings(limit.content, "spec.limits"):
                if (problem := _refused(pods, limit, item)) is not None:
                    yield problem


def _refused(pods: Pods, limit: Object, item: Fields) -> Problem | None:
    """The first amount of a pod that an item refuses.

    kubernetes, plugin/pkg/admission/limitranger/admission.go: PodValidateLimitFunc, minConstraint and maxConstraint.
    For a pod, amounts of containers are added, and the largest init container counts where that is more.
    """
    kind = text(item, "type")
    if kind == "Container":
        for one in pods.asked.containers:
            if reason := _reason(one.resources.asked, one.resources.limits, item):
                spot = Spot(f"{one.where}.resources", one.inner, "resources")
                return _problem(pods, limit, f"container {text(one.inner, 'name')}", reason, spot)
    elif kind == "Pod":
        parts = [(one.where, one.resources) for one in pods.asked.containers]
        if reason := _reason(_of_pod(parts, limits=False), _of_pod(parts, limits=True), item):
            return _problem(pods, limit, "a pod", reason, None)
    return None


def _problem(pods: Pods, limit: Object, what: str, reason: str, spot: Spot | None) -> Problem:
    message = f"{what} of {pods.template.name} {reason} of {limit.title}, so no pod is created"
    return error(__name__, pods, message, "ask for less, or more, as the LimitRange says; or change it", spot)


def _of_pod(parts: list[tuple[str, Resources]], *, limits: bool) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    most: dict[str, Decimal] = {}
    for where, one in parts:
        for name, amount in (one.limits if limits else one.asked).items():
            if where.startswith("init"):
                most[name] = max(most.get(name, Decimal(0)), amount)
            else:
                total[name] = total.get(name, Decimal(0)) + amount
    return {name: max(total.get(name, Decimal(0)), most.get(name, Decimal(0))) for name in {*total, *most}}


def _reason(requests: Mapping[str, Decimal], limits: Mapping[str, Decimal], item: Fields) -> str:
    """The bound that is violated, in words; empty if none is."""
    for name, least in given_amounts(item, "min").items():
        bound, asked = text(fields(item, "min").get(name)), requests.get(name)
        if asked is None:
            return f"requests no {name}, and the minimum is {bound}"
        if asked < least or limits.get(name, least) < least:
            return f"asks for less {name} than {bound}, the minimum"
    for name, most in given_amounts(item, "max").items():
        bound, limit = text(fields(item, "max").get(name)), limits.get(name)
        if limit is None:
            return f"has no limit of {name}, and the maximum is {bound}"
        if limit > most or requests.get(name, most) > most:
            return f"has more {name} than {bound}, the maximum"
    return ""
