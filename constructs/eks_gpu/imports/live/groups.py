"""Node groups of a running cluster, from what EKS says about them, or from the labels of their nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.imported import Group, refuse_many
from eks_gpu.imports.kinds import (
    CAPACITY,
    DATA_DEVICES,
    ONE_VOLUME,
    ROOT_DEVICE,
    SYSTEM,
    foreign_device,
    has_gpus,
    put_ami_type,
    put_image,
    put_labels,
    put_sizes,
    put_taints,
)
from eks_gpu.imports.live.remains import import_remains
from eks_gpu.imports.own import put_offers, put_own
from eks_gpu.review.groups import GROUP_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.doctor.answers.amazon import NodeGroup, TemplateVersion
    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.live.gathered import Gathered

_EFA = frozenset(("efa", "efa-only"))


def import_groups(result: Imported, about: Gathered) -> None:
    """Fill in the groups: of EKS's own answers, and of nodes that belong to none of them."""
    known = _distinct(about.seen.node_groups)
    refuse_many(len(known) + len(about.scaling))
    found: dict[tuple[str, str], list[NodeGroup]] = {}
    for one in known:
        label = (one.labels or {}).get(GROUP_LABEL, "") or _our_system(one, about)
        found.setdefault((label, "" if label else one.name), []).append(one)
    for (label, _), groups in found.items():
        _put_group(result, about, groups, label)
    named = {one.name for one in known}
    import_remains(result, about, named)


def _distinct(groups: Iterable[NodeGroup]) -> list[NodeGroup]:
    """The fullest answer about each node group; an event of its health names it too."""
    best: dict[str, NodeGroup] = {}
    for one in groups:
        if one.name and (one.name not in best or len(repr(one)) > len(repr(best[one.name]))):
            best[one.name] = one
    return list(best.values())


def _our_system(group: NodeGroup, about: Gathered) -> str:
    """Whether nodes say that a group is eks-gpu's own, where EKS's answer has no labels."""
    labels = (node.labels.get(GROUP_LABEL, "") for node in about.nodes.get(group.name, ()))
    return next(filter(None, labels), "")


def _put_group(result: Imported, about: Gathered, groups: Sequence[NodeGroup], label: str) -> None:
    one = groups[0]
    template = _template(one, about)
    nodes = [node for group in groups for node in about.nodes.get(group.name, ())]
    types = list(one.instance_types) or (
        [template.data.instance_type] if template and template.data.instance_type else []
    )
    types = types or list(dict.fromkeys(node.instance_type for node in nodes if node.instance_type))
    source = f"node group {one.name}"
    if device := foreign_device(types):
        result.left(source, f"its nodes have {device} devices; eks-gpu supports NVIDIA GPUs")
        return
    group = Group(
        name=label or one.name,
        source=source,
        gpu=has_gpus(types, one.ami_type) and label != SYSTEM,
        system=label == SYSTEM,
    )
    if types:
        group.put("instance_types", types)
    else:
        group.left(source, "its instance types are not in the answers; write `instance_types`", "instance_types")
    group.put("capacity", CAPACITY.get(one.capacity_type))
    put_ami_type(group, one.ami_type, source)
    _put_sizes(group, groups, about, own=bool(label))
    put_labels(group, one.labels or {}, source)
    taints = [{"key": taint.key, "value": taint.value, "effect": taint.effect} for taint in one.taints or ()]
    put_taints(group, taints, source)
    group.put("update.max_unavailable", one.update.most if one.update.most != 1 else None)
    group.put("update.max_unavailable_percentage", one.update.share)
    group.put("update.strategy", one.update.strategy.lower() or None)
    group.put("node_repair", False if label and one.repair.enabled is False else None)
    group.put("disk_gib", one.disk_gib)
    tags = _tags(groups, about)
    if label:
        put_offers(group, tags)
    if template:
        _put_template(group, template, source)
        if one.ami_type == "CUSTOM" and template.data.image:
            put_image(group, template.data.image, source)
        if one.template.id and not label:
            group.left(source, "user data is never read; write what nodes need into the file yourself")
        _put_security_groups(result, about, template)
    elif one.template.id:
        reason = "its launch template is not in the answers: disk, AMI and interfaces are unknown"
        group.left(source, reason, "disk_gib")
    if label:
        put_own(group, one.labels or {}, tags)
    result.groups.append(group)


def _put_sizes(group: Group, groups: Sequence[NodeGroup], about: Gathered, *, own: bool) -> None:
    one = groups[0]
    zones = _zones(groups, about)
    least, most, now = (getattr(one.scaling, name) for name in ("min", "max", "desired"))
    in_zones = own and not group.system and (len(groups) > 1 or _names_zone(one, group.name, zones))
    if most is None:
        group.left(group.source, "its sizes are not in the answers; write `max`", "max")
    elif in_zones:
        group.put("max_per_zone", most)
        group.put("min_per_zone", least or None)
    else:
        put_sizes(group, least, most, now, group.source)
    if zones:
        group.put("zones", zones)


def _names_zone(one: NodeGroup, group: str, zones: Sequence[str]) -> bool:
    """Whether a node group of eks-gpu is one of several, because its zone is in its name."""
    return len(zones) == 1 and one.name.startswith(f"{group}-{zones[0]}-")


def _zones(groups: Sequence[NodeGroup], about: Gathered) -> list[str]:
    """Zones of node groups: of their subnets, else of their instances; empty if neither is known."""
    subnets = [subnet for one in groups for subnet in one.subnets]
    if subnets and all(subnet in about.zones for subnet in subnets):
        return list(dict.fromkeys(about.zones[subnet] for subnet in subnets))
    if all(len(one.subnets) == 1 for one in groups):
        instances = [
            instance.zone
            for one in groups
            for scaling in one.resources.groups
            for instance in (about.scaling[scaling.name].instances if scaling.name in about.scaling else ())
        ]
        return sorted({zone for zone in instances if zone}) if instances else []
    return []


def _tags(groups: Sequence[NodeGroup], about: Gathered) -> dict[str, str]:
    """Tags of the Auto Scaling groups behind node groups."""
    found: dict[str, str] = {}
    for one in groups:
        for name in [scaling.name for scaling in one.resources.groups]:
            if name in about.scaling:
                found |= about.scaling[name].tag_values
    names = {one.name for one in groups}
    for scaling in about.scaling.values():
        if scaling.tag_values.get("eks:nodegroup-name") in names:
            found |= scaling.tag_values
    return found


def _template(one: NodeGroup, about: Gathered) -> TemplateVersion | None:
    """The launch template of a node group: EKS's copy, which its Auto Scaling group names, or the original."""
    copies = [
        about.scaling[scaling.name].template_id for scaling in one.resources.groups if scaling.name in about.scaling
    ]
    return next((about.templates[found] for found in (*copies, one.template.id) if found in about.templates), None)


def _put_security_groups(result: Imported, about: Gathered, template: TemplateVersion) -> None:
    """Security groups of nodes in addition to the cluster's own: other nodes may admit only their members."""
    ours = {one.vpc.security_group for one in about.seen.clusters}
    groups = (
        *template.data.security_groups,
        *(one for face in template.data.interfaces for one in face.security_groups),
    )
    others = [one for one in dict.fromkeys(groups) if one not in ours]
    found = result.get("node_security_group_ids")
    known = found if isinstance(found, list) else []
    if others and ours - {""}:
        result.put("node_security_group_ids", [*known, *(one for one in others if one not in known)])


def _put_template(group: Group, template: TemplateVersion, source: str) -> None:
    data = template.data
    devices = DATA_DEVICES[str(group.fields.get("os", "al2023"))]
    disks = [one for one in data.devices if one.volume.size_gib]
    if others := [one.name for one in disks if one.name not in {*devices, ROOT_DEVICE}]:
        group.left(source, f"{ONE_VOLUME}; there is also {', '.join(others)}", "disk_gib")
    disk = next((one for one in disks if one.name in devices), None)
    if disk is not None:
        group.put("disk_gib", disk.volume.size_gib)
        group.put("disk_throughput_mibs", disk.volume.throughput_mibs or None)
        if disk.volume.type not in {"", "gp3"}:
            group.changed(source, f"volumes of type {disk.volume.type} become gp3", "disk_gib")
    kinds = [one.type for one in data.interfaces]
    if _EFA & set(kinds):
        group.put("efa", value=True)
        if "efa-only" not in kinds:
            group.put("efa_layout", "classic")
    group.put("capacity_reservation.id", data.reservation.target.id or None)
    group.put("capacity_reservation.resource_group", data.reservation.target.resource_group or None)
    if data.place.group:
        if group.get("capacity_reservation"):
            group.put("capacity_reservation.placement_group", data.place.group)
        elif not (group.gpu and group.get("efa")):
            group.left(source, "eks-gpu creates the placement group itself: write `placement_group`", "placement_group")
    if data.market.type == "capacity-block":
        group.put("capacity", "capacity-block")
