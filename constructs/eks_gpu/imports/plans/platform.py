"""Settings in eks-gpu's own Kubernetes stacks: the autoscaler, priorities, sharing, metrics and namespaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import mappings, text_list, text_map
from eks_gpu.imports.plans.resources import inner, text
from eks_gpu.problem import Problem
from eks_gpu.spec.reading.yaml_node import read_node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.imports.imported import Group, Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

_MANAGED = "app.kubernetes.io/managed-by"
_NAME = "app.kubernetes.io/name"
_ARGUMENT = re.compile(r"--(?P<name>[a-z-]+)=(?P<value>[a-z0-9.,]+)")
# Arguments of the autoscaler that are fields of a file.
_FIELDS = {
    "max-node-provision-time": "max_node_provision_time",
    "scale-down-unneeded-time": "scale_down_unneeded",
    "scale-down-delay-after-add": "scale_down_delay_after_add",
}
_THRESHOLD = "scale-down-gpu-utilization-threshold"
# `^eks-gpu-us-west-2a-[0-9a-f]{26}-` of the group `gpu`.
_PATTERN = re.compile(r"\^?eks-(?P<prefix>[a-z0-9-]+?)-\[")
_PLUGIN, _EFA_PLUGIN, _PREPULL = "nvidia-device-plugin", "aws-efa-k8s-device-plugin", "prepull-"
_PUBLIC, _AUTOSCALER_PATH = "registry.k8s.io", "/autoscaling/cluster-autoscaler:"
# A note about a component that eks-gpu would install without an entry.
NOT_INSTALLED = "eks-gpu does not install it here: write `existing` or `none`"
_CLASS = "write the StorageClass of others into `storage_class`"
_REQUEST = "requests.nvidia.com/"


def import_platform(result: Imported, resources: Resources) -> None:
    """Fill in what objects of Kubernetes say; those of others are somebody else's."""
    scalers = [one for one in _ours(resources, "kubernetes_deployment") if _called(one, "cluster-autoscaler")]
    for change in scalers:
        _autoscaler(result, change)
    exists = result.get("existing_cluster")
    if exists:
        _put_components(result, resources, scales=bool(scalers))
    # Every platform stack has them.
    elif any(_ours(resources, "kubernetes_priority_class")):
        _put_others(result, resources, scales=bool(scalers))
    for change in _ours(resources, "kubernetes_config_map"):
        if _called(change, "cluster-autoscaler"):
            _priorities(result, text_map(change.values.get("data")))
        elif _called(change, _PLUGIN):
            _sharing(result, text_map(change.values.get("data")))
    for change in _ours(resources, "kubernetes_daemon_set"):
        if change.name.startswith("dcgm-exporter"):
            result.put("monitoring.dcgm_exporter", value=True)
        if change.name.startswith(_PREPULL):
            result.left(change.address, "write the images into the group's `prepull`", "gpu_node_groups")
    _namespaces(result, resources)


def _put_components(result: Imported, resources: Resources, *, scales: bool) -> None:
    """Components that others have on their clusters as a rule, and that eks-gpu installs here."""
    result.put("autoscaler.kind", "cluster-autoscaler" if scales else None)
    classes = [*_ours(resources, "kubernetes_storage_class")]
    result.put("storage_class", "eks-gpu" if classes else None)


def _put_others(result: Imported, resources: Resources, *, scales: bool) -> None:
    """Components that eks-gpu installs on its own clusters, and did not install here: others do, or nobody does."""
    plugins = [*_ours(resources, "kubernetes_daemon_set")]
    gpus = [group for group in result.groups if group.gpu and not group.system]
    missing = {
        "device_plugin": any(group.get("os") != "bottlerocket" for group in gpus)
        and not any(_called(one, _PLUGIN) for one in plugins),
        "efa_plugin": any(group.get("efa") for group in result.groups)
        and not any(_called(one, _EFA_PLUGIN) for one in plugins),
        "autoscaler.kind": not scales,
    }
    for field in (field for field, lacks in missing.items() if lacks):
        # Groups that nobody scales are the commoner case; a plugin that nobody installs would leave no GPU usable.
        result.put(field, "none" if field == "autoscaler.kind" else "existing")
        result.left(field, NOT_INSTALLED, field.partition(".")[0])
    if not any(_ours(resources, "kubernetes_storage_class")):
        result.left("kubernetes_storage_class_v1", _CLASS, "storage_class")


def _ours(resources: Resources, kind: str) -> Iterator[Change]:
    for change in resources.of(kind, f"{kind}_v1"):
        labels = text_map(inner(change.values, "metadata").get("labels"))
        if labels.get(_MANAGED) == "eks-gpu":
            yield change


def _called(change: Change, name: str) -> bool:
    return text_map(inner(change.values, "metadata").get("labels")).get(_NAME) == name


def _autoscaler(result: Imported, change: Change) -> None:
    containers = mappings(inner(change.values, "spec", "template", "spec").get("container") or [])
    _registry(result, text(containers[0], "image") if containers else "")
    given = text_list(containers[0].get("args")) if containers else None
    arguments = {found["name"]: found["value"] for one in given or () if (found := _ARGUMENT.fullmatch(one))}
    for name, field in _FIELDS.items():
        result.put(f"autoscaler.{field}", arguments.get(name))
    if threshold := arguments.get(_THRESHOLD):
        result.put("autoscaler.gpu_utilization_threshold", float(threshold))


def _registry(result: Imported, image: str) -> None:
    """The mirror of images, if the autoscaler's comes from one."""
    registry, path, _ = image.partition(_AUTOSCALER_PATH)
    if path and registry != _PUBLIC:
        result.put("images.registry", registry)


def _priorities(result: Imported, data: Mapping[str, str]) -> None:
    found = _yaml(data.get("priorities", ""))
    names = {group.name: group for group in result.groups if not group.system}
    for number, patterns in found.items():
        for pattern in text_list(patterns) or []:
            named = _PATTERN.match(pattern)
            if named and number.isdecimal() and (group := _of_prefix(named["prefix"], names)):
                group.put("priority", int(number))


def _of_prefix(prefix: str, names: Mapping[str, Group]) -> Group | None:
    """The group whose node groups begin with these words: the longest name, because one may begin with another."""
    fitting = [name for name in names if prefix == name or prefix.startswith(f"{name}-")]
    return names[max(fitting, key=len)] if fitting else None


def _sharing(result: Imported, data: Mapping[str, str]) -> None:
    for group in result.groups:
        sliced = _yaml(data.get(group.name, "")).get("sharing")
        slicing = sliced.get("timeSlicing") if isinstance(sliced, dict) else None
        if isinstance(slicing, dict) and group.get("sharing.time_slicing"):
            refuse = slicing.get("failRequestsGreaterThanOne")
            group.put("sharing.time_slicing.fail_requests_greater_than_one", refuse is True)


def _namespaces(result: Imported, resources: Resources) -> None:
    quotas = {
        text(inner(change.values, "metadata"), "namespace"): text_map(inner(change.values, "spec").get("hard"))
        for change in _ours(resources, "kubernetes_resource_quota")
    }
    found: list[dict[str, object]] = []
    for change in _ours(resources, "kubernetes_namespace"):
        name = text(inner(change.values, "metadata"), "name")
        # Resources that the file does not name have a quota of zero.
        amounts = {
            key.removeprefix(_REQUEST): int(one)
            for key, one in sorted(quotas.get(name, {}).items())
            if key.startswith(_REQUEST) and one.isdecimal() and int(one)
        }
        quota: object = amounts["gpu"] if amounts.keys() == {"gpu"} else amounts or None
        found.append({"name": name} if quota is None else {"name": name, "gpu_quota": quota})
    if found:
        result.put("namespaces", found)


def _yaml(text: str) -> dict[str, object]:
    node = read_node(text, "")
    found = None if isinstance(node, Problem) else node.plain
    return found if isinstance(found, dict) else {}
