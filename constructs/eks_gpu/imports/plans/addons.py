"""EKS add-ons of plans and states, and settings of the network that are those of the VPC CNI."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.imports.carrying import mappings
from eks_gpu.imports.plans.platform import NOT_INSTALLED
from eks_gpu.imports.plans.resources import is_ours, is_there, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

_BUILD = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")
_INSIGHTS, _CNI, _AGENT = "amazon-cloudwatch-observability", "vpc-cni", "eks-node-monitoring-agent"
_STORAGE_ADDONS = {
    "aws-efs-csi-driver": "efs",
    "aws-fsx-csi-driver": "fsx_lustre",
    "aws-mountpoint-s3-csi-driver": "s3_mount",
}
STORED = tuple(_STORAGE_ADDONS.values())
# Settings that eks-gpu itself writes, so that a file has none of them (eks_gpu.design.platform.addons and .vpc_cni).
_OWN_SETTINGS = {
    _AGENT: (("dcgmAgent", "affinity"), ("dcgmAgent", "tolerations")),
    _CNI: (
        ("env", "ENABLE_PREFIX_DELEGATION"),
        ("env", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"),
        ("env", "ENI_CONFIG_LABEL_DEF"),
        ("eniConfig",),
    ),
    _INSIGHTS: (("agent", "config", "logs", "metrics_collected", "kubernetes"), ("containerLogs", "enabled")),
}
# Tolerations that these add-ons have for taints of the system nodes.
_TOLERATIONS = (("tolerations",), ("controller", "tolerations"))
_OTHERS_INSTALL = "add-ons that others install are not in the plan: write `existing` or `none` for each of them"


def import_addons(result: Imported, resources: Resources) -> None:
    """Versions that somebody wrote and that differ from the catalogue's; of eks-gpu's own the settings too."""
    minor = str(result.get("kubernetes_version"))
    known = set(catalog.addon_names())
    found = [*resources.of("aws_eks_addon")]
    for one in found:
        name, own = text(one.values, "addon_name"), is_ours(one)
        if name in _STORAGE_ADDONS and not (own and _stores(result, _STORAGE_ADDONS[name])):
            reason = f"the add-on {name} comes with `storage` with `{_STORAGE_ADDONS[name]}`"
            result.left(one.address, reason, "storage" if own else "addons")
        if name in _STORAGE_ADDONS and not own:
            continue
        if name not in known:
            result.left(one.address, f"eks-gpu does not install the add-on {name!r}; install it as a chart", "addons")
            continue
        if name == _INSIGHTS:
            result.put("monitoring.cloudwatch", value=True)
        _put(result, resources, one, catalog.addon_version(name, minor), own=own)
    if resources.is_ours:
        _others(result, resources, {text(one.values, "addon_name") for one in found})


def _others(result: Imported, resources: Resources, there: set[str]) -> None:
    """Add-ons that eks-gpu did not install though it would: others did, or nobody."""
    if result.get("existing_cluster"):
        result.left("aws_eks_addon", _OTHERS_INSTALL, "addons")
        return
    if not [*resources.of("aws_eks_cluster")]:
        return
    from eks_gpu.design.platform.addons import usual_addons  # noqa: PLC0415 - only plans of eks-gpu's own need it

    missing = [name for name in usual_addons(kind for kind in STORED if _stores(result, kind)) if name not in there]
    for name in missing:
        result.put(f"addons.{name}", "existing")
        result.left(f"addons.{name}", NOT_INSTALLED, "addons")


def _stores(result: Imported, kind: str) -> bool:
    return any(kind in one for one in mappings(result.get("storage") or []))


def _put(result: Imported, resources: Resources, addon: Change, usual: str | None, *, own: bool) -> None:
    """One add-on; on an existing cluster its entry says that eks-gpu installs it."""
    name, version = text(addon.values, "addon_name"), text(addon.values, "addon_version")
    written = (own or addon.actions == ("create",)) and _BUILD.fullmatch(version)
    pinned = bool(written) and (version != usual or bool(result.get("existing_cluster")))
    settings = _settings(result, resources, addon, own=own)
    conflicts = text(addon.values, "resolve_conflicts_on_update").lower() if own else ""
    entry: dict[str, object] = {
        **({"version": version} if pinned else {}),
        **({"configuration": settings} if settings else {}),
        **({"resolve_conflicts": conflicts} if conflicts in {"preserve", "none"} else {}),
    }
    if entry:
        result.put(f"addons.{name}", version if entry.keys() == {"version"} else entry)


def _settings(result: Imported, resources: Resources, addon: Change, *, own: bool) -> dict[str, object]:
    """Settings that the file had: those of eks-gpu's own add-ons without what eks-gpu adds.

    The provider computes the settings that nobody wrote, so unknown ones say something only if they refer to others.
    """
    name, source = text(addon.values, "addon_name"), f"{addon.address}.configuration_values"
    if not own:
        if is_there(addon.values.get("configuration_values")):
            result.left(source, f"the settings of {name} are not carried over: they may hold secrets", "addons")
        return {}
    unknown = isinstance(addon.unknown, dict) and addon.unknown.get("configuration_values")
    if unknown and resources.references(addon, "configuration_values"):
        result.left(source, f"the settings of {name} are known after the apply only", "addons")
        return {}
    found = _object(text(addon.values, "configuration_values"))
    if name == _CNI:
        _put_network(result, found)
    tolerating = _TOLERATIONS if any(one.system and one.get("taints") for one in result.groups) else ()
    return _without(found, (*_OWN_SETTINGS.get(name, ()), *tolerating))


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _without(settings: dict[str, object], paths: Iterable[tuple[str, ...]]) -> dict[str, object]:
    """Settings without some, and without mappings that are empty then."""
    for first, *rest in paths:
        inside = settings.get(first)
        if not rest:
            settings = {key: one for key, one in settings.items() if key != first}
        elif isinstance(inside, dict):
            kept = _without(inside, [tuple(rest)])
            settings = {key: kept if key == first else one for key, one in settings.items() if key != first or kept}
    return settings


def _put_network(result: Imported, settings: dict[str, object]) -> None:
    """Prefixes, and the subnets of pods in a VPC that exists."""
    env, config = settings.get("env"), settings.get("eniConfig")
    prefixes = env.get("ENABLE_PREFIX_DELEGATION") if isinstance(env, dict) else None
    if prefixes in {"true", "false"}:
        result.put("network.prefix_delegation", prefixes == "true")
    subnets = config.get("subnets") if isinstance(config, dict) else None
    zones = result.get("network.private_subnets")
    if isinstance(subnets, dict) and isinstance(zones, dict):
        ids = {zone: one.get("id") for zone, one in subnets.items() if isinstance(one, dict) and zone in zones}
        result.put("network.pod_subnets", ids or None)
        if len(ids) < len(subnets):
            result.left("vpc-cni.eniConfig", "write the subnets for pods into `pod_subnets` by zone", "network")
