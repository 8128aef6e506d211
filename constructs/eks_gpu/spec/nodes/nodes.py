"""The fields of any nodes: system nodes, CPU groups and GPU groups."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import ImageName, InstanceTypeName, LabelKey, LabelValue, Many, SpecModel, Zone
from eks_gpu.spec.nodes.ami import UpdateSpec
from eks_gpu.spec.nodes.settings import NodeSettingsSpec
from eks_gpu.spec.nodes.taints import TaintSpec

# Capacity Blocks are sold for GPU types only (EC2 user guide, Capacity Blocks for ML).
CpuCapacity = Annotated[
    Literal["on-demand", "spot"],
    Field(
        description="How capacity is bought. EC2 takes Spot nodes away at two minutes' notice. Changing it replaces the "
        "group."
    ),
]


class NodesSpec(SpecModel):
    """Machine, operating system, disk, labels and taints of nodes, and the way updates replace them."""

    instance_types: Annotated[
        Many[InstanceTypeName], Field(min_length=1, max_length=20, description="EC2 instance types.")
    ]
    capacity: Annotated[
        Literal["on-demand", "spot", "capacity-block"],
        Field(description="How capacity is bought. Changing it replaces the group."),
    ] = "on-demand"
    zones: Annotated[
        Many[Zone] | None,
        Field(
            min_length=1,
            description="Zones that the group may use, written as in `network`. Default: all zones of the network.",
        ),
    ] = None
    os: Annotated[
        Literal["al2023", "bottlerocket"],
        Field(description="Operating system of the nodes. Changing it replaces the group."),
    ] = "al2023"
    fips: Annotated[
        bool,
        Field(
            description="Use EKS's Bottlerocket AMI with FIPS 140-3 validated cryptography. Only with `os: bottlerocket` "
            "and EKS's own AMIs. Changing it replaces the group."
        ),
    ] = False
    disk_gib: Annotated[
        int,
        Field(
            ge=20,
            le=16384,
            description="Size of the volume for images and containers, in GiB. Changing it replaces the nodes.",
        ),
    ] = 50
    disk_throughput_mibs: Annotated[
        int,
        Field(
            ge=125,
            le=1000,
            description="Throughput of that volume, in MiB/s. Default 125, which costs nothing extra. Changing it "
            "replaces the nodes.",
        ),
    ] = 125
    local_storage: Annotated[
        Literal["none", "raid0"],
        Field(
            description="`raid0` combines the instance's own NVMe disks and keeps images, containers and emptyDir volumes"
            " there; they are lost with the node. Changing it replaces the nodes."
        ),
    ] = "none"
    labels: Annotated[
        dict[LabelKey, LabelValue], Field(description="Node labels, in addition to the derived ones.")
    ] = {}
    taints: Annotated[Many[TaintSpec], Field(max_length=50, description="Taints of the nodes. Default: none.")] = ()
    update: Annotated[
        UpdateSpec,
        Field(
            description="How updates replace nodes; by default one at a time. A change takes effect in place and replaces"
            " no node."
        ),
    ] = UpdateSpec(max_unavailable=1)
    node_repair: Annotated[
        bool | None,
        Field(
            description="Let EKS replace nodes that its monitoring agent finds broken. Default true; on an existing cluster "
            "false, unless `addons` says whose agent runs there."
        ),
    ] = None
    parallel_image_pull: Annotated[
        bool,
        Field(
            description="Pull and unpack the layers of an image in parallel (SOCI snapshotter) instead of one after the "
            "other. It takes CPU and memory during a pull, and needs a disk of 600 MiB/s or more. Changing it"
            " replaces the nodes."
        ),
    ] = False
    prepull: Annotated[
        Many[ImageName],
        Field(
            max_length=10,
            description="Images that every node of the group pulls when it joins, so that later pods start without "
            "waiting for them. The first pod on a new node gains nothing.",
        ),
    ] = ()
    nodes: Annotated[
        NodeSettingsSpec,
        Field(
            description="Settings of the machines: kubelet, proxy, certificates, registries, kernel, tags. Changing them "
            "replaces the nodes."
        ),
    ] = NodeSettingsSpec()
