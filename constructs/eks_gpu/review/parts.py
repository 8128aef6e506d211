"""The parts of a cluster, and the part that each object belongs to."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from eks_gpu.review.fates import DETAILS
from eks_gpu.review.groups import node_groups, scaling_name
from eks_gpu.review.holdings import CAPACITY, DATA, holding_of
from eks_gpu.review.plan import CLUSTER_TAG
from eks_gpu.review.shrinking import NODE_GROUP, SCALING_GROUP
from eks_gpu.review.values import block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.review.plan import Change, Plan


class Room(IntEnum):
    """A part of every cluster, in the order of the page."""

    CONTROL_PLANE = 0
    NETWORK = 1
    IAM = 2
    SYSTEM_NODES = 3
    GPU_NODES = 4
    NODES = 5
    ADDONS = 6
    PLATFORM = 7
    WORKLOADS = 8
    STORAGE = 9
    MONITORING = 10
    OTHER = 11


TITLES = {
    Room.CONTROL_PLANE: "Control plane",
    Room.NETWORK: "Network",
    Room.IAM: "IAM and access",
    Room.SYSTEM_NODES: "System nodes",
    Room.GPU_NODES: "GPU nodes",
    Room.NODES: "Nodes",
    Room.ADDONS: "Add-ons",
    Room.PLATFORM: "Kubernetes platform",
    Room.WORKLOADS: "Workloads",
    Room.STORAGE: "Storage",
    Room.MONITORING: "Monitoring",
    Room.OTHER: "Other",
}


class Part(NamedTuple):
    """A part of one cluster.

    Attributes:
        cluster: Name of the cluster; empty if there is only one, or if it is unknown.
        room: Kind of part, which names its section.
        name: The group, where it is about nodes.
    """

    cluster: str
    room: Room
    name: str = ""

    @property
    def title(self) -> str:
        """The heading of the part."""
        named = f"{TITLES[self.room]}: {self.name}" if self.name else TITLES[self.room]
        return f"{self.cluster} · {named}" if self.cluster else named


# Resources that belong to a node group in the same construct.
_OF_NODES = {*DETAILS, SCALING_GROUP, "aws_launch_template", "aws_autoscaling_policy", "aws_placement_group"}
_OF_A_GROUP = re.compile(r"(?P<kind>cpu|gpu)-(?P<group>[a-z0-9-]+)_")
_BY_KIND = (
    (re.compile(r"aws_iam_|aws_eks_(access|pod_identity|identity)"), Room.IAM),
    (re.compile(r"aws_eks_addon"), Room.ADDONS),
    (re.compile(r"aws_eks_cluster|aws_kms_"), Room.CONTROL_PLANE),
    (
        re.compile(
            r"aws_(default_)?(vpc|subnet|route|network_acl|security_group|internet_gateway|egress_only|nat_gateway|eip|flow_log"
            r"|ec2_transit|customer_gateway|vpn|dx_|network_interface|ec2_managed_prefix)"
        ),
        Room.NETWORK,
    ),
    (re.compile(r"aws_(efs|fsx|ebs|s3)_"), Room.STORAGE),
    (re.compile(r"aws_(cloudwatch_(metric|composite|dashboard)|sns|prometheus|grafana)"), Room.MONITORING),
    (re.compile(r"kubernetes_(namespace|resource_quota|limit_range)"), Room.WORKLOADS),
)
# Types that no pattern knows, by what they hold.
_BY_HOLDING = {DATA: Room.STORAGE, CAPACITY: Room.NODES, "route": Room.NETWORK, "guard": Room.NETWORK}
_PLATFORM_SPACES = re.compile(r"kube-|eks-gpu|gpu-operator|monitoring$")


class Parts:
    """Which part each change of some plans belongs to."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        """Learn the clusters and the node groups; unchanged ones help to assign the other changes."""
        clusters = [_cluster(plan.changes) for plan in plans]
        known = set(filter(None, clusters))
        self.clusters: tuple[str, ...] = tuple(sorted(known))
        one = next(iter(known), "") if len(known) == 1 else None
        self._clusters = [one if one is not None else cluster for cluster in clusters]
        self._owners = [_owners(plan.changes) for plan in plans]

    def of(self, change: Change) -> Part:
        """The part of a change."""
        room, name = self._room(change)
        cluster = self._clusters[change.plan] if len(self.clusters) > 1 else ""
        return Part(cluster, room, name)

    def _room(self, change: Change) -> tuple[Room, str]:
        if change.kind == NODE_GROUP:
            return self._owners[change.plan].get((change.module, change.name)) or (Room.NODES, change.address)
        if change.kind in _OF_NODES:
            return self._of_nodes(change)
        if room := _room_of(change.kind):
            return room[0], ""
        if change.kind == "aws_cloudwatch_log_group":
            return _logs(change), ""
        if change.kind.startswith(("kubernetes_", "kubectl_", "helm_")):
            return _kubernetes(change), ""
        return _BY_HOLDING.get(holding_of(change.kind).holds, Room.OTHER), ""

    def _of_nodes(self, change: Change) -> tuple[Room, str]:
        """By the construct, in whose name it begins; by its name, where the plan holds no node group."""
        owners = self._owners[change.plan]
        parent = change.name
        while "_" in parent:
            parent = parent.rpartition("_")[0]
            if found := owners.get((change.module, f"{parent}_")):
                return found
        if found := owners.get((change.module, "")):
            return found
        if change.kind == SCALING_GROUP:
            return Room.NODES, scaling_name(change)
        if named := _OF_A_GROUP.match(change.name):
            return Room.GPU_NODES if named["kind"] == "gpu" else Room.NODES, named["group"]
        return (Room.SYSTEM_NODES, "") if change.name.startswith("system_") else (Room.NODES, "")


@cache
def _room_of(kind: str) -> tuple[Room] | None:
    """The part that all objects of a type belong to; None if their values decide."""
    return next(((room,) for pattern, room in _BY_KIND if pattern.match(kind)), None)


def _owners(changes: Sequence[Change]) -> Mapping[tuple[str, str], tuple[Room, str]]:
    """Parts by the module and name of a node group, and by those of the construct that it is in."""
    found: dict[tuple[str, str], tuple[Room, str]] = {}
    for node_group in node_groups(changes):
        if node_group.system:
            part = Room.SYSTEM_NODES, ""
        else:
            # A GPU group whose types the catalogue does not know is still one.
            ours = node_group.declared and not node_group.change.name.startswith("cpu-")
            gpu = ours or node_group.before.gpu or node_group.after.gpu
            part = (Room.GPU_NODES if gpu else Room.NODES), node_group.group
        name = node_group.change.name
        found[node_group.change.module, name] = part
        if "_" in name:
            found[node_group.change.module, f"{name.rpartition('_')[0]}_"] = part
        elif node_group.change.module:
            # A module for one group, as those of terraform-aws-eks are: its launch template belongs to the group.
            key = (node_group.change.module, "")
            found[key] = (Room.NODES, "") if key in found and found[key] != part else part
    return found


def _cluster(changes: Sequence[Change]) -> str:
    """The cluster of a plan: by the tag that everything carries, or by what names it."""
    tagged = (values.get("tags_all") for change in changes for values in (change.after, change.before))
    named = (tags.get(CLUSTER_TAG) for tags in tagged if isinstance(tags, dict))
    others = (change.values.get("cluster_name") for change in changes)
    found = (name for names in (named, others) for name in names if isinstance(name, str) and name)
    return next(found, "")


def _logs(change: Change) -> Room:
    name = str(change.values.get("name") or change.name)
    return Room.NETWORK if name.startswith(("/aws/vpc", "network_")) else Room.CONTROL_PLANE


def _kubernetes(change: Change) -> Room:
    """The platform for objects of a system namespace or without a namespace, otherwise workloads."""
    space = block(change.values, "metadata").get("namespace") or change.values.get("namespace")
    if not isinstance(space, str) or not space:
        return Room.PLATFORM
    return Room.PLATFORM if _PLATFORM_SPACES.match(space) else Room.WORKLOADS
