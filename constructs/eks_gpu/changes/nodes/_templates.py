"""Edits that change a group's launch template, which EKS applies by replacing nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import fixed
from eks_gpu.design.nodes.gpu_groups import design_gpu_group
from eks_gpu.effects import Effect, below, why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, LaunchTemplateDesign
    from eks_gpu.spec import GpuNodeGroupSpec

# Fields for which the values say more than a reason.
_BY_VALUE = frozenset({"ami.id", "disk_gib", "disk_throughput_mibs", "instance_types"})
_GROUP = "gpu_node_groups[]"


def template_edits(old: ClusterDesign, was: GpuGroupDesign, now: GpuGroupDesign) -> Iterator[tuple[str, str]]:
    """Yield each edited field of a group that replaces its nodes, with the reason.

    A field counts if it changes the launch template by itself. Nothing is yielded for a group that is replaced as a
    whole.
    """
    if any(before != after for _, before, after in fixed(was, now)) or _with(old, was, now.spec) == was.launch_template:
        return
    found = [*_alone(old, was, now)]
    yield from found or [("", "its launch template changes")]


def _alone(old: ClusterDesign, was: GpuGroupDesign, now: GpuGroupDesign) -> Iterator[tuple[str, str]]:
    """The fields that each change the template by themselves; for an AMI, its parts."""
    candidates = below(_GROUP, Effect.REPLACES_NODES)
    for field, before, after in _edited(was.spec, now.spec):
        if (
            field not in candidates
            or _with(old, was, was.spec.model_copy(update={field: after})) == was.launch_template
        ):
            continue
        if field == "ami" and was.spec.ami and now.spec.ami:
            for part, one, other in _edited(was.spec.ami, now.spec.ami):
                yield f"ami.{part}", _reason(f"ami.{part}", one, other)
        else:
            yield field, _reason(field, before, after)


def _edited(was: BaseModel, now: BaseModel) -> Iterator[tuple[str, object, object]]:
    for field in type(was).model_fields:
        before, after = getattr(was, field), getattr(now, field)
        if before != after:
            yield field, before, after


def _with(old: ClusterDesign, was: GpuGroupDesign, spec: GpuNodeGroupSpec) -> LaunchTemplateDesign | None:
    """The launch template that a group with another spec would have in the old cluster."""
    made = design_gpu_group(old.spec, spec, old.network, was.where)
    return made.launch_template if made else None


def _reason(field: str, before: object, after: object) -> str:
    if field in _BY_VALUE:
        return f"{_shown(before)} becomes {_shown(after)}"
    return why(f"{_GROUP}.{field}", Effect.REPLACES_NODES)


def _shown(value: object) -> str:
    """A value as the file shows it."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str("nothing" if value is None else value)
