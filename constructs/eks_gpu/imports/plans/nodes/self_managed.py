"""Self-managed node groups of plans and states: Auto Scaling groups whose instances join a cluster by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import mappings
from eks_gpu.imports.imported import Group
from eks_gpu.imports.kinds import foreign_device, has_gpus, put_sizes, put_taints
from eks_gpu.imports.plans.nodes.groups import NO_ZONES, name_of, zones_of
from eks_gpu.imports.plans.nodes.templates import put_template, template_of
from eks_gpu.imports.plans.resources import inner, number, text
from eks_gpu.imports.plans.unknown import note_unknown

if TYPE_CHECKING:
    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change, Values

_CLUSTER = "kubernetes.io/cluster/"
# Stands in for types that the plan does not name: the default of terraform-aws-eks.
_TYPE = "m6i.large"
_ALL = 100


def import_self_managed(result: Imported, resources: Resources) -> None:
    """Fill in the groups that EKS does not manage, after those that it does."""
    for change in resources.of("aws_autoscaling_group"):
        if _joins(change):
            _put_group(result, resources, change)


def _joins(change: Change) -> bool:
    """Whether the instances are a cluster's nodes, which must have a tag for it; others have nothing to do with one."""
    tags = mappings(change.values.get("tag") or [])
    return any(text(one, "key").startswith(_CLUSTER) for one in tags) or _has_unknown_tags(change)


def _has_unknown_tags(change: Change) -> bool:
    """Whether the key of a tag is unknown: that of the cluster has its name, which modules take from the cluster."""
    marks = change.unknown.get("tag") if isinstance(change.unknown, dict) else None
    return marks is True or any(one.get("key") is True for one in mappings(marks or []))


def _put_group(result: Imported, resources: Resources, change: Change) -> None:
    template = template_of(change, resources)
    types = _types(change.values, template)
    if device := foreign_device(types):
        result.left(change.address, f"its nodes have {device} devices; eks-gpu supports NVIDIA GPUs")
        return
    group = Group(name=name_of(change), source=change.address, gpu=has_gpus(types))
    group.put("instance_types", types or [_TYPE])
    if not types:
        reason = f"no instance type is in the plan, so {_TYPE} stands in; write the types"
        group.changed(change.address, reason, "instance_types")
    _put_capacity(group, change)
    least, most, now = (number(change.values, key) for key in ("min_size", "max_size", "desired_capacity"))
    put_sizes(group, least, most, now, change.address)
    if zones := zones_of([change], resources):
        group.put("zones", zones)
    elif group.gpu:
        group.changed(f"{change.address}.vpc_zone_identifier", NO_ZONES, "zones")
    put_taints(group, [], f"{change.address}.taints")
    if template:
        put_template(group, template, resources, own=False)
    note_unknown(group, change, template)
    # Its AMI and its labels are those of its user data.
    group.fields.pop("ami", None)
    group.notes = [note for note in group.notes if note.at != "ami"]
    doubt = "; remove it if its instances are no nodes" if _has_unknown_tags(change) else ""
    reason = f"a self-managed group becomes a managed node group of EKS, with EKS's own AMI{doubt}"
    group.changed(change.address, reason)
    result.groups.append(group)


def _types(values: Values, template: Change | None) -> list[str]:
    mixed = inner(values, "mixed_instances_policy", "launch_template")
    used = [text(one, "instance_type") for one in mappings(mixed.get("override") or [])]
    single = text(template.values, "instance_type") if template else ""
    return [one for one in used if one] or ([single] if single else [])


def _put_capacity(group: Group, change: Change) -> None:
    """Spot or on-demand: a group of eks-gpu is all of one."""
    spread = inner(change.values, "mixed_instances_policy", "instances_distribution")
    share = number(spread, "on_demand_percentage_above_base_capacity")
    base = number(spread, "on_demand_base_capacity") or 0
    if share is not None and share < _ALL:
        group.put("capacity", "spot")
    if share is not None and (0 < share < _ALL or (base and share < _ALL)):
        reason = (
            f"{base} nodes and {share} % of the others were on-demand; a group is all of one, so write a second one"
        )
        group.changed(f"{change.address}.mixed_instances_policy", reason, "capacity")
