"""Changes in place that take something away: nodes, reserved instances, access to the cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.problem import listed, plural
from eks_gpu.review.values import block, fields, number

if TYPE_CHECKING:
    from eks_gpu.review.plan import Change, Values

NODE_GROUP, SCALING_GROUP, RESERVATION = "aws_eks_node_group", "aws_autoscaling_group", "aws_ec2_capacity_reservation"
# Roles and users in the ConfigMap `aws-auth` (EKS user guide, "Add IAM principals to your cluster").
AUTH = "aws-auth"
RELEASE = "helm_release"
# The release of eks-gpu's node pools; `eks_gpu.design.charts.provisioning` writes it, and would bring the whole design
# with it. Its chart is a folder that eks-gpu makes. Its version is a hash of the objects: a plan says that they change,
# and not which of them.
_POOLS = "gpu-node-pools"
_OF_POOLS = ("version", "values", "chart")
_CONFIG_MAPS = "kubernetes_config_map"
_MAPPED = re.compile(r"(?:rolearn|userarn)[\"']?\s*:\s*[\"']?([^\s\"',}]+)")


def taken(change: Change) -> str:
    """The consequence of a change in place that takes something away; empty if it does not."""
    if change.actions != ("update",):
        return ""
    if change.kind in {NODE_GROUP, SCALING_GROUP} and (fewer := _fewer(change)):
        ends = "EKS drains and terminates" if change.kind == NODE_GROUP else "EC2 Auto Scaling terminates"
        return f"{ends} {plural(fewer, 'node')}, with the pods on {'it' if fewer == 1 else 'them'}."
    if change.kind == RESERVATION and (fewer := _lower(change.before, change.after, "instance_count")):
        return (
            f"{plural(fewer, 'reserved instance')} {'is' if fewer == 1 else 'are'} released at once, and AWS may not "
            "have the capacity again."
        )
    if change.kind == "aws_instance" and change.before.get("instance_type") != change.after.get("instance_type"):
        return "The machine is stopped and started again."
    if is_pools(change) and any(one.path.startswith(_OF_POOLS) for one in fields(change)):
        return (
            "Running nodes of a changed pool may no longer be what it says (drift): their provisioner replaces those, "
            "within the pool's budgets, and evicts their pods. `eks-gpu check --since` says which pools these are."
        )
    return locked_out(change)


def going(change: Change) -> str:
    """The consequence of a change that removes an object, where its values say more than its type."""
    if is_pools(change) and not change.deposed:
        return (
            "All nodes of the pools are drained and ended, whatever their budgets say; without a running provisioner "
            "their instances go on running."
        )
    return locked_out(change)


def is_pools(change: Change) -> bool:
    """Whether the object is the release of eks-gpu's node pools."""
    chart = change.values.get("chart")
    folder = chart.replace("\\", "/").rpartition("/")[2] if isinstance(chart, str) else ""
    return change.kind == RELEASE and change.values.get("name") == _POOLS == folder


def locked_out(change: Change) -> str:
    """The roles and users that lose access, if a change removes roles or users from `aws-auth`."""
    if not is_auth(change):
        return ""
    gone = sorted(_mapped(change.before) - _mapped(change.after))
    if not gone:
        return ""
    verb = "loses" if len(gone) == 1 else "lose"
    return (
        f"{listed(gone, 4)} {verb} access to the cluster: nodes with such a role become NotReady, and people and "
        "programs are refused."
    )


def is_auth(change: Change) -> bool:
    """Whether the object is the ConfigMap that gives roles and users access to an EKS cluster."""
    return change.kind.startswith(_CONFIG_MAPS) and block(change.values, "metadata").get("name") == AUTH


def _fewer(change: Change) -> int:
    """Nodes that a group loses: its desired size falls, or its maximum below the size."""
    before, after = change.before, change.after
    if change.kind == NODE_GROUP:
        return _lower(block(before, "scaling_config"), block(after, "scaling_config"), "desired_size")
    size, most = number(before.get("desired_capacity")), number(after.get("max_size"))
    above = max(size - most, 0) if size is not None and most is not None else 0
    return max(_lower(before, after, "desired_capacity"), above)


def _lower(before: Values, after: Values, name: str) -> int:
    was, now = number(before.get(name)), number(after.get(name))
    return max(was - now, 0) if was is not None and now is not None else 0


def _mapped(values: Values) -> set[str]:
    data = values.get("data")
    texts = data.values() if isinstance(data, dict) else ()
    return {found for text in texts if isinstance(text, str) for found in _MAPPED.findall(text)}
