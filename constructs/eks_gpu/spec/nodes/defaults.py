"""Fields that all groups of a file inherit."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import LabelKey, LabelValue, Many, SpecModel, Zone
from eks_gpu.spec.nodes.ami import AmiReleaseSpec, UpdateSpec
from eks_gpu.spec.nodes.settings import NodeSettingsSpec
from eks_gpu.spec.nodes.sizes import GroupAutoscalingSpec
from eks_gpu.spec.nodes.taints import TaintSpec

_GROUP = re.compile(r"(?:(?:gpu_)?node_groups\[\d+\]|system_nodes)\.")
_NOT_SYSTEM = "The system nodes do not inherit it."


class DefaultsSpec(SpecModel):
    """Fields of all groups of the file; a group's own fields come first."""

    capacity: Annotated[
        Literal["on-demand", "spot"] | None,
        Field(description=f"How groups buy capacity. Changing it replaces the groups that inherit it. {_NOT_SYSTEM}"),
    ] = None
    zones: Annotated[
        Many[Zone] | None,
        Field(
            min_length=1,
            description="Zones that the groups and the system nodes may use, written as in `network`. Default: all zones of "
            "the network, for the system nodes its first two. Changing it creates, deletes or replaces groups that "
            "inherit it.",
        ),
    ] = None
    os: Annotated[
        Literal["al2023", "bottlerocket"] | None,
        Field(description="Operating system of all nodes. Changing it replaces the groups that inherit it."),
    ] = None
    fips: Annotated[
        bool | None,
        Field(
            description="Use EKS's Bottlerocket AMIs with FIPS 140-3 validated cryptography. Changing it replaces the "
            "groups that inherit it."
        ),
    ] = None
    ami: Annotated[
        AmiReleaseSpec | None,
        Field(
            description="Release of EKS's own AMIs for all nodes of its operating system: one edit patches them all. A group "
            "with an `ami` of its own keeps that. Changing it replaces the nodes that inherit it."
        ),
    ] = None
    disk_gib: Annotated[
        int | None,
        Field(
            ge=50,
            le=16384,
            description=f"Size of the volume of each node, in GiB. Changing it replaces the nodes that inherit it. {_NOT_SYSTEM}",
        ),
    ] = None
    disk_throughput_mibs: Annotated[
        int | None,
        Field(
            ge=125,
            le=1000,
            description="Throughput of that volume, in MiB/s. Changing it replaces the nodes that inherit it.",
        ),
    ] = None
    local_storage: Annotated[
        Literal["none", "raid0"] | None,
        Field(
            description="Use of the instances' own NVMe disks. Changing it replaces the nodes that inherit it. "
            f"{_NOT_SYSTEM}"
        ),
    ] = None
    labels: Annotated[
        dict[LabelKey, LabelValue],
        Field(description="Node labels; those of a group are added, and come first. They change in place."),
    ] = {}
    taints: Annotated[
        Many[TaintSpec],
        Field(
            max_length=49,
            description=f"Taints of groups that list none; `taints: []` has none. They change in place. {_NOT_SYSTEM}",
        ),
    ] = ()
    update: Annotated[
        UpdateSpec | None, Field(description="How updates replace nodes. A change takes effect in place.")
    ] = None
    node_repair: Annotated[
        bool | None,
        Field(
            description="Let EKS replace nodes that its monitoring agent finds broken. A change takes effect in place."
        ),
    ] = None
    parallel_image_pull: Annotated[
        bool | None,
        Field(
            description="Pull and unpack the layers of an image in parallel; it needs a disk of 600 MiB/s or more. Changing "
            f"it replaces the nodes that inherit it. {_NOT_SYSTEM}"
        ),
    ] = None
    autoscaling: Annotated[
        GroupAutoscalingSpec,
        Field(description=f"Autoscaler settings of the groups. They change in place. {_NOT_SYSTEM}"),
    ] = GroupAutoscalingSpec()
    nodes: Annotated[
        NodeSettingsSpec,
        Field(
            description="Settings of all nodes. A group's own `nodes` override them field by field; mappings are merged "
            "key by key."
        ),
    ] = NodeSettingsSpec()


# Fields that only groups inherit: system nodes with them would lose DNS to Spot, or have no disks for it.
OF_GROUPS_ONLY = frozenset({"capacity", "disk_gib", "local_storage", "taints", "parallel_image_pull", "autoscaling"})


def in_defaults(path: str) -> str | None:
    """The path below `defaults` of a group's field; None for any other path."""
    found = _GROUP.match(path)
    return f"defaults.{path[found.end() :]}" if found else None
