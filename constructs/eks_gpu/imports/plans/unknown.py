"""Arguments that only the apply knows: a file cannot have them, so each is noted.

A plan of modules has many of them, for example the ARN of a resource group that the same plan creates. Arguments that
the provider computes if nobody writes them say nothing, and are not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.imports.imported import Group
    from eks_gpu.review.plan import Change

_TEMPLATE = {
    "block_device_mappings": ("disk_gib", "write `disk_gib`"),
    "capacity_reservation_specification": ("capacity_reservation", "write the reservation's `id` or `resource_group`"),
    "image_id": ("ami", "write the AMI into `ami`"),
    "instance_market_options": ("capacity", "write `capacity`"),
    "network_interfaces": ("efa", "write `efa: true` if there are interfaces for EFA among them"),
}
_NODE_GROUP = {
    "labels": ("labels", "write the group's `labels`"),
    "scaling_config": ("max", "write `min` and `max`"),
    "taint": ("taints", "write the group's `taints`"),
}
# Blocks in which the provider computes arguments that nobody wrote: they are noted only if they are unknown as a whole.
_PARTLY_COMPUTED = frozenset(("block_device_mappings", "network_interfaces"))
_DEEPEST = 8


def note_unknown(group: Group, change: Change, template: Change | None) -> None:
    """Note what a node group and its launch template have, but do not say yet."""
    _note(group, change, _NODE_GROUP)
    if template:
        _note(group, template, _TEMPLATE)


def _note(group: Group, change: Change, rows: Mapping[str, tuple[str, str]]) -> None:
    unknown = change.unknown if isinstance(change.unknown, dict) else {}
    for argument, (field, advice) in rows.items():
        marks = unknown.get(argument)
        if marks is True or (argument not in _PARTLY_COMPUTED and _any(marks)):
            group.left(f"{change.address}.{argument}", f"it is known after the apply only; {advice}", field)


def _any(marks: object, depth: int = 0) -> bool:
    """Whether a part of an argument is unknown."""
    if marks is True or depth > _DEEPEST:
        return marks is True
    inside = marks.values() if isinstance(marks, dict) else marks if isinstance(marks, list) else ()
    return any(_any(one, depth + 1) for one in inside)
