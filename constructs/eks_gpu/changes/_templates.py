"""Edits that come to stand in the launch template of a group, which reaches nodes by replacing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import ami_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import GpuGroupDesign

# What a file says, and where in the launch template it comes to stand.
_IN_TEMPLATE = {
    "efa": "interfaces",
    "placement_group": "placement",
    "capacity_reservation": "reservation",
    "instance_types": "instance_type",
}
# What of it stands in the user data, in words.
_TOLD = {
    "local_storage": "what local disks are for",
    "parallel_image_pull": "how images are pulled",
    "sharing": "how GPUs are shared",
}


def template_edits(was: GpuGroupDesign, now: GpuGroupDesign) -> Iterator[tuple[str, str]]:
    """Fields of a group whose edit replaces its nodes, and what to say of it; nothing of a group that is made anew."""
    if was.capacity_type != now.capacity_type or ami_origin(was) != ami_origin(now):
        return
    for field, attribute in _IN_TEMPLATE.items():
        if getattr(was.launch_template, attribute) != getattr(now.launch_template, attribute):
            yield field, f"the launch template changes: every node of {now.name} is replaced"
    if was.launch_template.user_data == now.launch_template.user_data:
        return
    edited = [field for field in _TOLD if getattr(was.spec, field) != getattr(now.spec, field)]
    for field in edited:
        yield field, f"{_TOLD[field]} is told to nodes when they start: every node of {now.name} is replaced"
    if not edited and was.spec.ami == now.spec.ami:
        message = f"labels and taints are in the user data of an AMI of yours: every node of {now.name} is replaced"
        yield "labels", message
