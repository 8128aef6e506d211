"""Requests of containers, with the defaults that the API server adds to them."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from eks_gpu.manifests.context import space
from eks_gpu.manifests.reading.parts import fields, mappings, text
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import any_quantity
from eks_gpu.scheduling.requests import POD_LEVEL_SINCE, Resources, effective_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.context import Context
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.manifests.templates import Template

_LONGEST = 30


@dataclass(frozen=True)
class Wrong:
    """An amount that is none.

    Attributes:
        where: Keys below the pod's spec.
        given: The text that stands there.
        inner: The mapping that holds it.
        key: Its key there.
    """

    where: str
    given: str
    inner: Fields
    key: str


@dataclass(frozen=True)
class Container:
    """A container with the defaults of its namespace.

    Attributes:
        where: Keys below the pod's spec.
        inner: The container as it is written.
        resources: Its requests and limits.
    """

    where: str
    inner: Fields
    resources: Resources


@dataclass
class Asked:
    """Requests of a pod.

    Attributes:
        amounts: Effective requests by resource, as kube-scheduler counts them.
        containers: Containers, then init containers.
        wrong: Amounts that are none.
        defaulted: Names of LimitRanges that add requests or limits.
        doubts: Facts that could not be known.
    """

    amounts: dict[str, int] = field(default_factory=dict)
    containers: list[Container] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    defaulted: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def containers(spec: Fields) -> Iterator[tuple[str, Fields]]:
    """Containers and init containers of a pod, with their paths."""
    for name in ("containers", "initContainers"):
        for index, one in enumerate(mappings(spec, name)):
            yield f"{name}[{index}]", one


def asked(template: Template, context: Context) -> Asked:
    """Requests of each pod of a template."""
    found = Asked()
    spec = template.spec
    own = [
        _container(f"containers[{n}]", one, template, context, found)
        for n, one in enumerate(mappings(spec, "containers"))
    ]
    first = [
        _container(f"initContainers[{n}]", one, template, context, found)
        for n, one in enumerate(mappings(spec, "initContainers"))
    ]
    pod = None
    if "resources" in spec:
        pod = _resources("", spec, found)
        if context.minor_number < POD_LEVEL_SINCE:
            found.doubts.append(
                f"has resources of the whole pod, which count from Kubernetes 1.34 on; {context.minor} ignores them"
            )
            pod = None
    found.amounts = effective_requests(own, first, pod=pod, overhead=_overhead(template, context, found))
    found.amounts = {name: amount for name, amount in found.amounts.items() if amount}
    return found


def _container(where: str, one: Fields, template: Template, context: Context, found: Asked) -> Resources:
    written = _resources(where, one, found)
    limits, requests = dict(written.limits), {**written.limits, **written.requests}
    for limit in context.limits.get(space(template.owner), ()):
        for item in mappings(limit.content, "spec.limits"):
            if text(item, "type") == "Container" and _defaults(item, limits, requests, found):
                found.defaulted.append(limit.name)
    stays = where.startswith("init") and text(one, "restartPolicy") == "Always"
    made = Resources(requests, limits, stays)
    found.containers.append(Container(where, one, made))
    return made


def _defaults(item: Fields, limits: dict[str, Decimal], requests: dict[str, Decimal], found: Asked) -> bool:
    """Add what a LimitRange adds.

    kubernetes, pkg/apis/core/v1/defaults.go (SetDefaults_LimitRangeItem): the limit is `default`, else `max`; the
    request is `defaultRequest`, else that limit, else `min`; plugin/pkg/admission/limitranger adds both where missing.
    """
    most, least = _amounts(item, "max", found), _amounts(item, "min", found)
    limit = {**most, **_amounts(item, "default", found)}
    request = {**least, **limit, **_amounts(item, "defaultRequest", found)}
    added = [name for name in request if name not in requests] + [name for name in limit if name not in limits]
    for name, amount in limit.items():
        limits.setdefault(name, amount)
    for name, amount in request.items():
        requests.setdefault(name, amount)
    return bool(added)


def _resources(where: str, one: Fields, found: Asked) -> Resources:
    inner = fields(one, "resources")
    path = f"{where}.resources" if where else "resources"
    return Resources(_amounts(inner, "requests", found, path), _amounts(inner, "limits", found, path))


def _amounts(inner: Fields, key: str, found: Asked, path: str = "") -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    holder = fields(inner, key)
    for name, value in holder.items():
        given = text(value)
        try:
            amount = any_quantity(given)
            if len(given) > _LONGEST or amount < 0 or given != given.strip():
                raise ValueError  # noqa: TRY301 - one way out for everything that is not an amount
            amounts[name] = amount
        except (ValueError, ArithmeticError):
            if value is not None:
                found.wrong.append(Wrong(f"{path}.{key}.{name}", given[:_LONGEST], holder, name))
    return amounts


def given_amounts(inner: Fields, key: str) -> dict[str, Decimal]:
    """The amounts of a mapping; everything else is left out."""
    return _amounts(inner, key, Asked())


def _overhead(template: Template, context: Context, found: Asked) -> dict[str, Decimal]:
    """Requests that a RuntimeClass adds; NVIDIA's own adds nothing."""
    name = text(template.spec, "runtimeClassName")
    written = _amounts(template.spec, "overhead", found)
    if not name or written:
        return written
    known = context.find("RuntimeClass", "", name)
    if known is None:
        # kubernetes/plugin/pkg/admission/runtimeclass: a pod of a class that does not exist is refused.
        more = "" if name == "nvidia" else ", and it may add requests"
        refused = f"which is not among the manifests; a cluster without it refuses the pod{more}"
        found.doubts.append(f"uses the RuntimeClass {name}, {refused}")
        return {}
    return _amounts(fields(known.content, "overhead"), "podFixed", found)
