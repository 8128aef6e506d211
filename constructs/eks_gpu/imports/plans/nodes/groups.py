"""Managed node groups of plans and states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import mappings, text_list, text_map
from eks_gpu.imports.imported import Group, refuse_many
from eks_gpu.imports.kinds import (
    CAPACITY,
    EKS_DISK_GIB,
    SYSTEM,
    foreign_device,
    has_gpus,
    put_ami_type,
    put_labels,
    put_sizes,
    put_taints,
)
from eks_gpu.imports.own import put_offers, put_own
from eks_gpu.imports.plans.nodes.templates import put_template, template_of
from eks_gpu.imports.plans.own import put_schedules
from eks_gpu.imports.plans.resources import inner, is_ours, is_there, number, text
from eks_gpu.imports.plans.unknown import note_unknown
from eks_gpu.review.groups import GROUP_LABEL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

NO_ZONES = "its zones are not in the plan; write `zones`"
# EKS's default (EKS API, CreateNodegroup, instanceTypes).
_TYPE = "t3.medium"
_ZONE = re.compile(r"[a-z]{2}(-[a-z]+)+-\d(-[a-z]+-\d)?[a-z]|[a-z]+\d+-[a-z]*-?az\d+")
_AGENT = "eks-node-monitoring-agent"
_AUTOSCALER = "k8s.io/cluster-autoscaler/"
# The default of eks-gpu, which a file need not name.
_UPDATE_AT_ONCE = 1
# Names that modules give to what they make: the key, not `this`, names a group.
_KEY = re.compile(r"\[\"(?P<key>[^\"]+)\"\]")


def import_groups(result: Imported, resources: Resources) -> None:
    """Fill in the groups; node groups of one group of eks-gpu, one in each zone, become one again."""
    refuse_many(sum(1 for _ in resources.of("aws_eks_node_group", "aws_autoscaling_group")))
    found: dict[tuple[str, str], list[Change]] = {}
    for change in resources.of("aws_eks_node_group"):
        label = text_map(change.values.get("labels")).get(GROUP_LABEL, "")
        found.setdefault((label, "" if label else change.address), []).append(change)
    for (label, _), changes in found.items():
        _put_group(result, resources, changes, label)


def _put_group(result: Imported, resources: Resources, changes: Sequence[Change], label: str) -> None:
    change, values = changes[0], changes[0].values
    template = template_of(change, resources)
    types = text_list(values.get("instance_types")) or []
    if not types and template and (single := text(template.values, "instance_type")):
        types = [single]
    ami_type = text(values, "ami_type")
    if device := foreign_device(types):
        result.left(change.address, f"its nodes have {device} devices; eks-gpu supports NVIDIA GPUs")
        return
    group = Group(
        name=label or name_of(change),
        source=change.address,
        gpu=has_gpus(types, ami_type) and label != SYSTEM,
        system=label == SYSTEM,
    )
    group.put("instance_types", types or [_TYPE])
    if not types:
        group.changed(change.address, f"no instance type is named; EKS's default is {_TYPE}", "instance_types")
    group.put("capacity", CAPACITY.get(text(values, "capacity_type")))
    put_ami_type(group, ami_type, f"{change.address}.ami_type")
    _put_nodes(group, resources, changes, text_map(result.get("tags")), own=bool(label))
    _put_repair(group, change, own=bool(label), usual=_repairs(result, resources))
    if label:
        put_offers(group, _tags(resources, changes))
    if template:
        put_template(group, template, resources, own=bool(label))
    elif used := inner(values, "launch_template"):
        name = text(used, "name") or text(used, "id")
        reason = f"the launch template {name!r} is not in the plan: its disk, AMI and interfaces are unknown"
        group.left(f"{change.address}.launch_template", reason)
    _put_disk(group, change)
    note_unknown(group, change, template)
    if label:
        _put_own(group, resources, changes)
    result.groups.append(group)


def _put_nodes(
    group: Group, resources: Resources, changes: Sequence[Change], everywhere: Mapping[str, str], *, own: bool
) -> None:
    """Sizes, zones, labels, taints, updates, and tags that are not those of everything."""
    change, values = changes[0], changes[0].values
    scaling = inner(values, "scaling_config")
    sizes = [number(scaling, key) for key in ("min_size", "max_size", "desired_size")]
    zones = zones_of(changes, resources)
    per_zone = own and not group.system and _ZONE.fullmatch(change.name.rpartition("_")[2]) is not None
    if per_zone:
        group.put("max_per_zone", sizes[1])
        group.put("min_per_zone", sizes[0] or None)
    else:
        put_sizes(group, sizes[0], sizes[1], None if own else sizes[2], change.address)
    if zones:
        group.put("zones", zones)
    elif group.gpu and not own:
        group.changed(f"{change.address}.subnet_ids", NO_ZONES, "zones")
    labels = text_map(values.get("labels"))
    put_labels(group, labels, f"{change.address}.labels")
    put_taints(group, mappings(values.get("taint") or []), f"{change.address}.taint")
    update = inner(values, "update_config")
    at_once = number(update, "max_unavailable")
    group.put("update.max_unavailable", at_once if at_once != _UPDATE_AT_ONCE else None)
    group.put("update.max_unavailable_percentage", number(update, "max_unavailable_percentage") or None)
    group.put("update.strategy", text(update, "update_strategy").lower() or None)
    if change.actions == ("create",) and (release := text(values, "release_version")):
        group.put("ami.release_version", release)
    if is_there(values.get("remote_access")):
        group.left(f"{change.address}.remote_access", "nodes have no SSH; use SSM: aws ssm start-session")
    if not own:
        group.put("nodes.tags", _own_tags(values, everywhere) or None)


def _put_disk(group: Group, change: Change) -> None:
    """The disk that EKS makes, where no launch template names one."""
    size = number(change.values, "disk_size")
    if group.fields.get("disk_gib") is not None:
        return
    if size:
        group.put("disk_gib", size)
    elif not group.system and not any(note.source.endswith(".launch_template") for note in group.notes):
        reason = f"no disk size is named, and EKS's default is {EKS_DISK_GIB} GiB; eks-gpu's default is larger"
        group.changed(f"{change.address}.disk_size", reason, "disk_gib")


def _put_own(group: Group, resources: Resources, changes: Sequence[Change]) -> None:
    """Fields that eks-gpu itself put into tags and names."""
    put_own(group, text_map(changes[0].values.get("labels")), _tags(resources, changes))
    put_schedules(group, resources, changes)
    _put_warm_pool(group, changes[0])


def _put_warm_pool(group: Group, change: Change) -> None:
    pool = inner(change.values, "warm_pool_config")
    if pool:
        group.put("warm_pool.min", number(pool, "min_size"))
        group.put("warm_pool.max_prepared", number(pool, "max_group_prepared_capacity"))
        group.put("warm_pool.state", text(pool, "pool_state").lower() or None)
        group.put("warm_pool.reuse", pool.get("reuse_on_scale_in") is True)


def _tags(resources: Resources, changes: Sequence[Change]) -> dict[str, str]:
    """Tags of a group of eks-gpu: its node groups' own, and those of the Auto Scaling groups behind them."""
    tags = text_map(changes[0].values.get("tags"))
    names = {one.name for one in changes}
    for tag in resources.of("aws_autoscaling_group_tag"):
        if tag.name.removesuffix("-tags") in names:
            one = inner(tag.values, "tag")
            tags.setdefault(text(one, "key"), text(one, "value"))
    return tags


def zones_of(changes: Sequence[Change], resources: Resources) -> list[str]:
    """Zones of node groups, by their names or their subnets; empty if they are unknown."""
    named = [change.name.rpartition("_")[2] for change in changes]
    if all(map(_ZONE.fullmatch, named)):
        return list(dict.fromkeys(named))
    found: dict[str, None] = {}
    for change in changes:
        for key in ("subnet_ids", "vpc_zone_identifier"):
            for subnet in text_list(change.values.get(key)) or []:
                if subnet not in resources.zones:
                    return []
                found[resources.zones[subnet]] = None
    return list(found)


def name_of(change: Change) -> str:
    """The group's name: EKS's, or the key that a module gives it."""
    for key in ("node_group_name", "node_group_name_prefix", "name", "name_prefix"):
        if value := text(change.values, key):
            return value.rstrip("-") if key.endswith("prefix") else value
    keys = _KEY.findall(change.address)
    return str(keys[-1]) if keys else change.name


def _repairs(result: Imported, resources: Resources) -> bool:
    """The default of node repair: off for a cluster that exists, unless eks-gpu installs the agent there."""
    agents = (one for one in resources.of("aws_eks_addon") if text(one.values, "addon_name") == _AGENT)
    return not result.get("existing_cluster") or any(map(is_ours, agents))


def _put_repair(group: Group, change: Change, *, own: bool, usual: bool) -> None:
    """Node repair, if it is not the default.

    An existing resource has all values; a planned one has only those that somebody wrote.
    """
    enabled = inner(change.values, "node_repair_config").get("enabled")
    if isinstance(enabled, bool) and enabled is not usual and (own or change.actions == ("create",)):
        group.put("node_repair", enabled)


def _own_tags(values: Mapping[str, object], everywhere: Mapping[str, str]) -> dict[str, str]:
    """A node group's tags that neither a tool nor the whole cluster has."""
    tags = text_map(values.get("tags"))
    return {key: one for key, one in tags.items() if not _is_bookkeeping(key) and everywhere.get(key) != one}


def _is_bookkeeping(key: str) -> bool:
    return key.startswith((_AUTOSCALER, "kubernetes.io/cluster/", "eks:", "aws:")) or key == "Name"
