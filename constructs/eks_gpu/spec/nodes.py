"""The nodes of a cluster: one system group, and GPU groups."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eks_gpu.spec.ami import AmiReleaseSpec, AmiSpec, UpdateSpec
from eks_gpu.spec.model import (
    GroupName,
    ImageName,
    InstanceTypeName,
    LabelKey,
    LabelValue,
    Many,
    SpecModel,
    TaintEffect,
    Zone,
)
from eks_gpu.spec.reservation import CapacityReservation
from eks_gpu.spec.sharing import Sharing, SharingSpec
from eks_gpu.spec.sizes import AutoscalingSpec, ScheduleSpec, WarmPoolSpec


class SystemNodesSpec(SpecModel):
    """The nodes that run everything but GPU work: DNS, autoscaler, controllers."""

    instance_types: Annotated[
        Many[InstanceTypeName],
        Field(min_length=1, max_length=20, description="EC2 types without GPU, of one architecture; tried in order."),
    ] = ("m7i.large",)
    min: Annotated[
        int, Field(ge=1, le=450, description="Least nodes. Two by default, so that DNS survives the loss of one.")
    ] = 2
    max: Annotated[int, Field(ge=1, le=450, description="Most nodes.")] = 4
    disk_gib: Annotated[
        int, Field(ge=20, le=16384, description="Root volume, in GiB. Changing it replaces the nodes.")
    ] = 50
    ami: Annotated[
        AmiReleaseSpec | None,
        Field(
            description="A certain release of EKS's AL2023 AMI, which is how these nodes get security updates. Changing it replaces the nodes; removing it "
            "changes nothing. Default: EKS's newest when the group is created."
        ),
    ] = None
    update: Annotated[
        UpdateSpec,
        Field(
            description="How updates replace these nodes; by default one at a time. Changed in place, no node is replaced."
        ),
    ] = UpdateSpec(max_unavailable=1)


class TaintSpec(SpecModel):
    """A taint on the nodes of a group."""

    key: Annotated[LabelKey, Field(description="Taint key.")]
    value: Annotated[
        LabelValue,
        Field(
            min_length=1,
            description="Taint value; required, because the autoscaler drops a taint that has none and then buys nodes no pod can use.",
        ),
    ]
    effect: Annotated[TaintEffect, Field(description="NoSchedule, PreferNoSchedule or NoExecute.")]


class GpuNodeGroupSpec(SpecModel):
    """A group of GPU nodes that share an instance shape, a price model and a purpose."""

    name: Annotated[GroupName, Field(description="Name of the group; also the value of its label eks-gpu.io/group.")]
    instance_types: Annotated[
        Many[InstanceTypeName],
        Field(
            min_length=1,
            max_length=20,
            description="EC2 types with the same GPU model, GPU count and architecture, smallest first: the autoscaler plans with the first only. "
            "On-demand tries them in order; for spot EKS picks by price and capacity. Changing them replaces the group.",
        ),
    ]
    capacity: Annotated[
        Literal["on-demand", "spot", "capacity-block"],
        Field(
            description="How capacity is bought; `capacity-block` is a Capacity Block for ML, bought beforehand, and goes with `capacity_reservation`. "
            "Changing it replaces the group."
        ),
    ] = "on-demand"
    zones: Annotated[
        Many[Zone] | None,
        Field(
            min_length=1,
            description="Zones the group may use, written as in `network`. Default: all of the network's zones.",
        ),
    ] = None
    max_per_zone: Annotated[
        int | None,
        Field(
            ge=1,
            le=450,
            description="Makes one node group a zone, each up to this many nodes: what the autoscaler reasons about best. Either this or `max`.",
        ),
    ] = None
    min_per_zone: Annotated[
        int | None, Field(ge=0, le=450, description="Least nodes in each zone; default 0. Goes with `max_per_zone`.")
    ] = None
    max: Annotated[
        int | None,
        Field(
            ge=1,
            le=450,
            description="Makes one node group over all its zones, up to this many nodes. Over several zones Auto Scaling ends running nodes to even the zones out. "
            "Either this or `max_per_zone`; going from one to the other replaces the group.",
        ),
    ] = None
    min: Annotated[int | None, Field(ge=0, le=450, description="Least nodes; default 0. Goes with `max`.")] = None
    priority: Annotated[
        int | None,
        Field(
            ge=0,
            le=1000,
            description="Of several groups that could run a pod the one with the highest priority is tried first; for example reserved 30, spot 20, on-demand 10. Default 0.",
        ),
    ] = None
    autoscaling: Annotated[
        AutoscalingSpec, Field(description="How the autoscaler treats this group, where it differs from the cluster's.")
    ] = AutoscalingSpec()
    schedules: Annotated[
        Many[ScheduleSpec],
        Field(description="Sizes by the clock: warm nodes before office hours, a cap for the weekend."),
    ] = ()
    warm_pool: Annotated[
        WarmPoolSpec | None,
        Field(
            description="Nodes that wait, booted. Takes a newer AWS provider, which the cluster stack then asks for."
        ),
    ] = None
    os: Annotated[
        Literal["al2023", "bottlerocket"], Field(description="Operating system. Changing it replaces the group.")
    ] = "al2023"
    ami: Annotated[
        AmiSpec | None, Field(description="A certain AMI release, or an AMI of yours, instead of EKS's own choice.")
    ] = None
    disk_gib: Annotated[
        int,
        Field(
            ge=50,
            le=16384,
            description="Volume for images and containers, in GiB. 200 by default: GPU images take 10 to 30 GiB each. Changing it replaces the nodes.",
        ),
    ] = 200
    disk_throughput_mibs: Annotated[
        int,
        Field(
            ge=125,
            le=1000,
            description="Throughput of that volume, in MiB/s. 250 by default: while a 20 GiB image unpacks, an idle GPU is paid for. Changing it replaces the nodes.",
        ),
    ] = 250
    efa: Annotated[
        bool,
        Field(
            description="Elastic Fabric Adapters, as many as the instance type takes, for jobs over several nodes: interfaces, security group, "
            "cluster placement group, one zone, device plugin. Changing it replaces the nodes."
        ),
    ] = False
    efa_layout: Annotated[
        Literal["efa-only", "classic"],
        Field(
            description="Kind of the EFA interfaces: `efa-only` ones take no addresses and leave the first interface to other traffic, as AWS advises; "
            "`classic` makes each an EFA with an address. Changing it replaces the nodes."
        ),
    ] = "efa-only"
    placement_group: Annotated[
        Literal["cluster", "spread", "partition"] | None,
        Field(
            description="A placement group for the nodes: `cluster` close together in one zone, `spread` each on hardware of its own (7 a zone at most), "
            "`partition` in 7 parts a zone that share no hardware. Default: `cluster` with `efa`, unless capacity is reserved; else none. "
            "Changing it replaces the nodes."
        ),
    ] = None
    local_storage: Annotated[
        Literal["none", "raid0"],
        Field(
            description="`raid0` joins the machine's own NVMe disks and keeps images, containers and emptyDir volumes there; they are lost with the node. "
            "Changing it replaces the nodes."
        ),
    ] = "none"
    capacity_reservation: Annotated[
        CapacityReservation | None,
        Field(
            description="Reserved capacity that the nodes are started in: the id of a reservation, or its details. Changing it replaces the nodes."
        ),
    ] = None
    labels: Annotated[dict[LabelKey, LabelValue], Field(description="Node labels, added to the derived ones.")] = {}
    taints: Annotated[
        Many[TaintSpec], Field(max_length=49, description="Taints, added to nvidia.com/gpu=present:NoSchedule.")
    ] = ()
    sharing: Annotated[
        Sharing,
        Field(description="Let several pods share a GPU: `time_slicing`, `mps` or `mig`. Default: `none`."),
    ] = SharingSpec()
    update: Annotated[
        UpdateSpec,
        Field(
            description="How updates replace nodes; by default one at a time. Changed in place, no node is replaced."
        ),
    ] = UpdateSpec(max_unavailable=1)
    node_repair: Annotated[
        bool, Field(description="Let EKS replace nodes that its monitoring agent finds broken, GPU errors included.")
    ] = True
    parallel_image_pull: Annotated[
        bool,
        Field(
            description="Pull and unpack the layers of an image in parallel (SOCI snapshotter), where they come one after the other by default. "
            "It takes CPU and memory while it pulls, and a disk of 600 MiB/s or more. Changing it replaces the nodes."
        ),
    ] = False
    prepull: Annotated[
        Many[ImageName],
        Field(
            max_length=10,
            description="Images that every node of the group pulls when it comes, so that later pods start without waiting for them. The first pod of a new node gains nothing.",
        ),
    ] = ()
