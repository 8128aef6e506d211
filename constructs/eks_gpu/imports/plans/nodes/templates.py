"""Launch templates: disks, interfaces, reserved capacity, AMI and user data of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import mappings
from eks_gpu.imports.kinds import DATA_DEVICES, ONE_VOLUME, ROOT_DEVICE, put_image
from eks_gpu.imports.plans.keys import volumes_key
from eks_gpu.imports.plans.nodes.user_data import put_user_data
from eks_gpu.imports.plans.resources import inner, is_there, number, text, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.imports.imported import Group
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change, Values

_USER_DATA = "user data may hold secrets, so it is never carried over; write what you need into the file yourself"
# The defaults of EC2 and EKS, and eks-gpu's own.
_HOPS = 1
_EFA = frozenset(("efa", "efa-only"))
# Arguments that a cluster file has no field for, with the reason.
_LEFT = {
    "key_name": "nodes have no SSH; use SSM: aws ssm start-session --target INSTANCE",
    "cpu_options": "eks-gpu sets no CPU options",
    "credit_specification": "eks-gpu has no setting for burstable types",
    "enclave_options": "eks-gpu has no enclaves",
    "hibernation_options": "use `warm_pool` with `state: hibernated`",
    "instance_requirements": "write the types; `eks-gpu instances` lists them by GPU",
    "license_specification": "eks-gpu has no licence configurations",
    "private_dns_name_options": "eks-gpu leaves the names of nodes to EKS",
}


def template_of(group: Change, resources: Resources) -> Change | None:
    """The launch template of a node group: by its id, by a reference, or because it is the only one there."""
    templates = [*resources.of("aws_launch_template")]
    used = inner(group.values, "launch_template")
    tests: tuple[Callable[[Change], bool], ...] = (
        lambda one: bool(text(used, "id")) and text(one.values, "id") == text(used, "id"),
        lambda one: bool(text(used, "name")) and text(one.values, "name") == text(used, "name"),
        lambda one: one.plan == group.plan and one.module == group.module and _refers(group, one, resources),
    )
    for fits in tests:
        if found := [one for one in templates if fits(one)]:
            return found[0]
    near = [one for one in templates if one.plan == group.plan and one.module == group.module]
    construct = group.name.rpartition("_")[0]
    ours = [one for one in near if construct and one.name.startswith(f"{construct}_launch-template")]
    # An id that only the apply knows leaves the block empty.
    uses_one = bool(group.values.get("launch_template")) and bool(group.module)
    return (ours or near)[0] if ours or (uses_one and len(near) == 1) else None


def _refers(group: Change, template: Change, resources: Resources) -> bool:
    return f"aws_launch_template.{template.name}" in {
        ".".join(one.split("[")[0].split(".")[:2]) for one in resources.references(group, "launch_template")
    }


def put_template(group: Group, template: Change, resources: Resources, *, own: bool) -> None:
    """Fill in what a launch template says.

    Args:
        group: The group.
        template: The launch template.
        resources: All resources, for the placement groups.
        own: Whether eks-gpu made it, so that settings that eks-gpu always has are none.
    """
    values, source = template.values, template.address
    _put_system(group, values)
    _put_disk(group, values, source, key=volumes_key(resources))
    _put_interfaces(group, values)
    _put_capacity(group, values)
    _put_placement(group, values, resources, source)
    if image := text(values, "image_id"):
        put_image(group, image, f"{source}.image_id")
    _put_user_data(group, template)
    hops = number(inner(values, "metadata_options"), "http_put_response_hop_limit")
    if hops not in (None, _HOPS):
        group.put("nodes.metadata_hop_limit", hops)
    for key, reason in _LEFT.items():
        if is_there(values.get(key)):
            group.left(f"{source}.{key}", reason)
    if not own and is_there(values.get("vpc_security_group_ids")):
        reason = "nodes are in the cluster's own security group, which EKS makes"
        group.changed(f"{source}.vpc_security_group_ids", reason)


def _put_system(group: Group, values: Values) -> None:
    """Bottlerocket keeps images on a second volume; with a custom AMI only this says so."""
    devices = {text(one, "device_name") for one in mappings(values.get("block_device_mappings") or [])}
    if group.fields.get("os") is None and devices & {*DATA_DEVICES["bottlerocket"]} and text(values, "image_id"):
        group.put("os", "bottlerocket")


def _put_disk(group: Group, values: Values, source: str, *, key: str) -> None:
    data = DATA_DEVICES[str(group.fields.get("os", "al2023"))]
    place = f"{source}.block_device_mappings"
    disks = [
        (text(one, "device_name"), inner(one, "ebs"))
        for one in mappings(values.get("block_device_mappings") or [])
        if inner(one, "ebs")
    ]
    if others := [name for name, _ in disks if name not in {*data, ROOT_DEVICE}]:
        group.left(place, f"{ONE_VOLUME}; there is also {', '.join(others)}")
    disk = next((one for name, one in disks if name in data), None)
    if disk is None:
        return
    group.put("disk_gib", number(disk, "volume_size") or None)
    group.put("disk_throughput_mibs", number(disk, "throughput") or None)
    if is_there(disk.get("snapshot_id")):
        group.left(place, "a node's disk starts without a snapshot; `prepull` loads images onto it", "disk_gib")
    if (kind := text(disk, "volume_type")) not in {"", "gp3"}:
        group.changed(place, f"volumes of type {kind} become gp3", "disk_gib")
    if disk.get("encrypted") is not None and not truth(disk.get("encrypted")):
        group.changed(place, "eks-gpu encrypts every volume", "disk_gib")
    if is_there(disk.get("kms_key_id")) and disk.get("kms_key_id") != key:
        group.left(place, "volumes are encrypted with the account's key for EBS", "disk_gib")


def _put_interfaces(group: Group, values: Values) -> None:
    kinds = [text(one, "interface_type") for one in mappings(values.get("network_interfaces") or [])]
    if _EFA & set(kinds):
        group.put("efa", value=True)
        if "efa-only" not in kinds:
            group.put("efa_layout", "classic")


def _put_capacity(group: Group, values: Values) -> None:
    target = inner(values, "capacity_reservation_specification", "capacity_reservation_target")
    group.put("capacity_reservation.id", text(target, "capacity_reservation_id") or None)
    group.put("capacity_reservation.resource_group", text(target, "capacity_reservation_resource_group_arn") or None)
    if text(inner(values, "instance_market_options"), "market_type") == "capacity-block":
        group.put("capacity", "capacity-block")


def _put_placement(group: Group, values: Values, resources: Resources, source: str) -> None:
    placement = inner(values, "placement")
    if not placement:
        return
    name = text(placement, "group_name")
    made = [
        one
        for one in resources.of("aws_placement_group")
        if (name and text(one.values, "name") == name) or (not name and _near(one, source))
    ]
    if made:
        strategy = text(made[0].values, "strategy")
        # With EFA a group gets this one anyway, unless its capacity is reserved.
        if not (strategy == "cluster" and group.get("efa") and not group.get("capacity_reservation")):
            group.put("placement_group", strategy or None)
    elif name and group.get("capacity_reservation"):
        group.put("capacity_reservation.placement_group", name)
    elif name:
        group.left(f"{source}.placement", "eks-gpu creates the placement group itself: write `placement_group`")


def _near(placement_group: Change, template: str) -> bool:
    """Whether a placement group stands next to a launch template, in a module or in a construct."""
    if placement_group.module:
        return template.startswith(f"{placement_group.module}.")
    return template.partition(".")[2].startswith(f"{placement_group.name.rpartition('_')[0]}_")


def _put_user_data(group: Group, template: Change) -> None:
    encoded, unknown = template.values.get("user_data"), template.unknown
    source = f"{template.address}.user_data"
    if isinstance(unknown, dict) and unknown.get("user_data"):
        group.left(source, f"it is known after the apply only; and {_USER_DATA}")
    elif is_there(encoded) and put_user_data(group, encoded, tuple(group.offers)):
        group.left(source, _USER_DATA)
