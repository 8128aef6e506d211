"""Edits that change a group's launch template, which EKS applies by replacing nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import all_nodes, fixed
from eks_gpu.design.nodes.cpu_groups import design_cpu_group
from eks_gpu.design.nodes.gpu_groups import design_gpu_group
from eks_gpu.design.nodes.system_group import design_system_group
from eks_gpu.effects import Effect, below, why
from eks_gpu.problem import listed
from eks_gpu.spec import AmiSpec, GpuNodeGroupSpec, NodeGroupSpec, NodeSettingsSpec, SystemNodesSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, LaunchTemplateDesign, NodesDesign
    from eks_gpu.spec import NodesSpec
    from eks_gpu.spec.model import SpecModel

# Fields for which the values say more than a reason.
_BY_VALUE = frozenset({"ami.id", "disk_gib", "disk_throughput_mibs", "instance_types"})


def template_edits(old: ClusterDesign, was: NodesDesign, now: NodesDesign) -> Iterator[tuple[str, str]]:
    """Yield each edited field of a group that replaces its nodes, with the reason.

    A field counts if it changes the launch template by itself. Nothing is yielded for a group that is replaced as a
    whole.
    """
    if any(before != after for _, before, after in fixed(was, now)) or _with(old, was, now.spec) == was.launch_template:
        return
    found = [*_alone(old, was, now)]
    yield from found or [("", "its launch template changes")]


def edits_of_all(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[str, str]]:
    """Edits of the cluster's own fields that replace the nodes of several groups: path and message."""
    if old.tags != new.tags:
        yield "tags", "tags reach instances and volumes: every node of every group is replaced"
    before, after = (set(side.spec.node_security_group_ids) for side in (old, new))
    if before != after:
        message = "the launch templates name other security groups: every node of every group is replaced"
        yield "node_security_group_ids", message
    if rolled := _rolled_by_defaults(old, new):
        yield "defaults.nodes", f"a node reads its settings when it starts: every node of {listed(rolled)} is replaced"


def _rolled_by_defaults(old: ClusterDesign, new: ClusterDesign) -> list[str]:
    """Groups whose nodes read other settings only because those of `defaults` changed."""
    if old.spec.defaults.nodes == new.spec.defaults.nodes:
        return []
    both = ((was, now) for was, now in all_nodes(old, new) if was.spec.nodes == now.spec.nodes)
    return [now.name for was, now in both if was.machine != now.machine]


def _alone(old: ClusterDesign, was: NodesDesign, now: NodesDesign) -> Iterator[tuple[str, str]]:
    """The fields that each change the template by themselves; for an AMI, its parts."""
    candidates = below(_table(now.spec), Effect.REPLACES_NODES)
    for field, before, after in _edited(was.spec, now.spec):
        if field == "nodes" and isinstance(before, NodeSettingsSpec) and isinstance(after, NodeSettingsSpec):
            yield from _settings(before, after)
            continue
        if (
            field not in candidates
            or _with(old, was, was.spec.model_copy(update={field: after})) == was.launch_template
        ):
            continue
        if field == "ami" and isinstance(before, AmiSpec) and isinstance(after, AmiSpec):
            for part, one, other in _edited(before, after):
                yield f"ami.{part}", _reason(now.spec, f"ami.{part}", one, other)
        else:
            yield field, _reason(now.spec, field, before, after)


def _settings(was: NodeSettingsSpec, now: NodeSettingsSpec) -> Iterator[tuple[str, str]]:
    for part, _, _ in _edited(was, now):
        yield f"nodes.{part}", "a node reads its settings when it starts"


def _edited(was: SpecModel, now: SpecModel) -> Iterator[tuple[str, object, object]]:
    for field in type(was).model_fields:
        before, after = getattr(was, field), getattr(now, field)
        if before != after:
            yield field, before, after


def _with(old: ClusterDesign, was: NodesDesign, spec: NodesSpec) -> LaunchTemplateDesign | None:
    """The launch template that a group with another spec would have in the old cluster."""
    made: NodesDesign | None = None
    if isinstance(spec, GpuNodeGroupSpec):
        made = design_gpu_group(old.spec, spec, old.network, was.where)
    elif isinstance(spec, NodeGroupSpec):
        made = design_cpu_group(old.spec, spec, old.network, was.where)
    elif isinstance(spec, SystemNodesSpec):
        made = design_system_group(old.spec.model_copy(update={"system_nodes": spec}), old.network)
    return made.launch_template if made else None


def _table(spec: NodesSpec) -> str:
    """Where the table of effects has the fields of such a group."""
    if isinstance(spec, SystemNodesSpec):
        return "system_nodes"
    return "gpu_node_groups[]" if isinstance(spec, GpuNodeGroupSpec) else "node_groups[]"


def _reason(spec: NodesSpec, field: str, before: object, after: object) -> str:
    if field in _BY_VALUE:
        return f"{_shown(before)} becomes {_shown(after)}"
    return why(f"{_table(spec)}.{field}", Effect.REPLACES_NODES)


def _shown(value: object) -> str:
    """A value as the file shows it."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str("nothing" if value is None else value)
