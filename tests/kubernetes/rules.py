"""Mistakes that Kubernetes refuses or ignores, but that its schemas accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import kubernetes_validate

from eks_gpu.scheduling.quantity import parse_quantity
from tests.kubernetes.manifests import pod_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import Taint
    from tests.kubernetes.manifests import Manifest

_EFFECTS = {None, "NoSchedule", "PreferNoSchedule", "NoExecute"}
_OPERATORS = {"Exists", "Equal"}
_PULL_POLICIES = {None, "Always", "IfNotPresent", "Never"}
_RESTARTS = {
    "Job": {"OnFailure", "Never"},
    "CronJob": {"OnFailure", "Never"},
    "Pod": {"Always", "OnFailure", "Never"},
}
# Everything but what Kubernetes itself knows is an extended resource: whole, and asked for as it is limited.
_NATIVE = {"cpu", "memory", "ephemeral-storage"}


def schema_error(found: Manifest, minor: str) -> str | None:
    """The error of the strict schema of exactly this minor version; None for no error.

    The package falls back to an older schema silently where it has none for the minor.
    """
    try:
        used = kubernetes_validate.validate(found, f"{minor}.0", strict=True)
    except kubernetes_validate.ValidationError as error:
        return str(error.message)
    return None if used == minor else f"there is no schema for {minor}; {used} was used"


def objections(found: Manifest) -> list[str]:
    """Mistakes in a manifest that the schemas do not see."""
    pod = pod_of(found)
    claims = {claim["metadata"]["name"] for claim in found.get("spec", {}).get("volumeClaimTemplates", [])}
    return [*_selector(found), *(_pod(found["kind"], pod, claims) if pod else ())]


def tolerates(tolerations: list[dict[str, Any]], taint: Taint) -> bool:
    """Whether pods with these tolerations may run on nodes with the taint, as the scheduler sees it."""
    return any(
        item.get("key") in {None, taint.key}
        and item.get("effect") in {None, taint.effect.kubernetes}
        and (item.get("operator") == "Exists" or item.get("value", "") == taint.value)
        for item in tolerations
    )


def _selector(found: Manifest) -> Iterator[str]:
    if found["kind"] not in {"Deployment", "StatefulSet", "DaemonSet"}:
        return
    labels = found["spec"]["template"]["metadata"]["labels"]
    if not found["spec"]["selector"]["matchLabels"].items() <= labels.items():
        yield "the selector is not among the labels of the template"


def _pod(kind: str, pod: dict[str, Any], claims: set[str]) -> Iterator[str]:
    if (restart := pod.get("restartPolicy", "Always")) not in _RESTARTS.get(kind, {"Always"}):
        yield f"restartPolicy {restart} in a {kind}"
    for toleration in pod.get("tolerations", []):
        yield from _toleration(toleration)
    volumes = claims | {volume["name"] for volume in pod.get("volumes", [])}
    for container in [*pod["containers"], *pod.get("initContainers", [])]:
        yield from _container(container, volumes)


def _toleration(toleration: dict[str, Any]) -> Iterator[str]:
    operator = toleration.get("operator", "Equal")
    if operator not in _OPERATORS:
        yield f"operator {operator}"
    if toleration.get("effect") not in _EFFECTS:
        yield f"effect {toleration['effect']}"
    if operator == "Exists" and "value" in toleration:
        yield "a value with Exists"
    if "key" not in toleration and operator != "Exists":
        yield "no key without Exists"


def _container(container: dict[str, Any], volumes: set[str]) -> Iterator[str]:
    if (policy := container.get("imagePullPolicy")) not in _PULL_POLICIES:
        yield f"imagePullPolicy {policy}"
    for mount in container.get("volumeMounts", []):
        if mount["name"] not in volumes:
            yield f"no volume {mount['name']}"
    yield from _resources(container.get("resources", {}))


def _resources(resources: dict[str, dict[str, str]]) -> Iterator[str]:
    requests, limits = resources.get("requests", {}), resources.get("limits", {})
    try:
        amounts = {name: (_amount(requests, name), _amount(limits, name)) for name in {**requests, **limits}}
    except ValueError as error:
        yield str(error)
        return
    for name, (request, limit) in amounts.items():
        if name not in _NATIVE and (request != limit or request is None or request % 1):
            yield f"{name}: {request} asked for, {limit} at most"
        elif None not in {request, limit} and request > limit:
            yield f"more {name} asked for than allowed"


def _amount(amounts: dict[str, str], name: str) -> Any:
    return parse_quantity(amounts[name]) if name in amounts else None
