"""The nodes of a cluster: one system group, and the GPU groups."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

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
from eks_gpu.spec.nodes.ami import AmiReleaseSpec, AmiSpec, UpdateSpec
from eks_gpu.spec.nodes.reservation import CapacityReservation
from eks_gpu.spec.nodes.sharing import Sharing, SharingSpec
from eks_gpu.spec.nodes.sizes import AutoscalingSpec, ScheduleSpec, WarmPoolSpec


class SystemNodesSpec(SpecModel):
    """The nodes that run everything except GPU work: DNS, autoscaler, controllers."""

    instance_types: Annotated[
        Many[InstanceTypeName],
        Field(
            min_length=1,
            max_length=20,
            description="EC2 instance types without GPUs, all of one architecture; EKS tries them in order.",
        ),
    ] = ("m7i.large",)
    min: Annotated[
        int,
        Field(
            ge=1, le=450, description="Minimum number of nodes. Default 2, so that DNS survives the loss of one node."
        ),
    ] = 2
    max: Annotated[int, Field(ge=1, le=450, description="Maximum number of nodes.")] = 4
    disk_gib: Annotated[
        int, Field(ge=20, le=16384, description="Size of the root volume, in GiB. Changing it replaces the nodes.")
    ] = 50
    ami: Annotated[
        AmiReleaseSpec | None,
        Field(
            description="Release of EKS's AL2023 AMI; writing a newer one is how these nodes get security updates. "
            "Changing it replaces the nodes; removing it changes nothing. Default: EKS's newest release when "
            "the group is created."
        ),
    ] = None
    update: Annotated[
        UpdateSpec,
        Field(
            description="How updates replace these nodes; by default one at a time. A change takes effect in place and "
            "replaces no node."
        ),
    ] = UpdateSpec(max_unavailable=1)


class TaintSpec(SpecModel):
    """A taint on the nodes of a group."""

    key: Annotated[LabelKey, Field(description="Taint key.")]
    value: Annotated[
        LabelValue,
        Field(
            min_length=1,
            description="Taint value; required, because the autoscaler drops a taint without a value and then requests "
            "nodes that no pod can use.",
        ),
    ]
    effect: Annotated[
        TaintEffect,
        Field(description="Effect on pods that do not tolerate the taint: NoSchedule, PreferNoSchedule or NoExecute."),
    ]


class GpuNodeGroupSpec(SpecModel):
    """A group of GPU nodes that share an instance shape, a price model and a purpose."""

    name: Annotated[
        GroupName, Field(description="Name of the group, which is also the value of the node label eks-gpu.io/group.")
    ]
    instance_types: Annotated[
        Many[InstanceTypeName],
        Field(
            min_length=1,
            max_length=20,
            description="EC2 instance types with the same GPU model, GPU count and architecture, smallest first, because "
            "the autoscaler plans with only the first. EKS tries On-Demand types in order; for Spot it "
            "chooses by price and capacity. Changing them replaces the group.",
        ),
    ]
    capacity: Annotated[
        Literal["on-demand", "spot", "capacity-block"],
        Field(
            description="How capacity is bought. `capacity-block` is a Capacity Block for ML that was bought in advance, "
            "and needs `capacity_reservation`. Changing it replaces the group."
        ),
    ] = "on-demand"
    zones: Annotated[
        Many[Zone] | None,
        Field(
            min_length=1,
            description="Zones that the group may use, written as in `network`. Default: all zones of the network.",
        ),
    ] = None
    max_per_zone: Annotated[
        int | None,
        Field(
            ge=1,
            le=450,
            description="Maximum number of nodes in each zone. It creates one node group per zone, for which the "
            "autoscaler's decisions are most accurate. Set either this or `max`.",
        ),
    ] = None
    min_per_zone: Annotated[
        int | None,
        Field(ge=0, le=450, description="Minimum number of nodes in each zone; default 0. Only with `max_per_zone`."),
    ] = None
    max: Annotated[
        int | None,
        Field(
            ge=1,
            le=450,
            description="Maximum number of nodes in all zones together. It creates one node group that spans all of the "
            "group's zones. With several zones, Auto Scaling ends running nodes to balance the zones. Set "
            "either this or `max_per_zone`; switching from one to the other replaces the group.",
        ),
    ] = None
    min: Annotated[
        int | None, Field(ge=0, le=450, description="Minimum number of nodes; default 0. Only with `max`.")
    ] = None
    priority: Annotated[
        int | None,
        Field(
            ge=0,
            le=1000,
            description="Priority of the group. When several groups could run a pod, the autoscaler tries the highest "
            "priority first; for example reserved 30, spot 20, on-demand 10. Default 0.",
        ),
    ] = None
    autoscaling: Annotated[
        AutoscalingSpec, Field(description="Autoscaler settings of this group, where they differ from the cluster's.")
    ] = AutoscalingSpec()
    schedules: Annotated[
        Many[ScheduleSpec],
        Field(
            description="Sizes that change at set times, such as warm nodes before office hours or a cap for the weekend."
        ),
    ] = ()
    warm_pool: Annotated[
        WarmPoolSpec | None,
        Field(
            description="Nodes that have booted once and wait. Needs a newer AWS provider, which the cluster stack then requires."
        ),
    ] = None
    os: Annotated[
        Literal["al2023", "bottlerocket"],
        Field(description="Operating system of the nodes. Changing it replaces the group."),
    ] = "al2023"
    ami: Annotated[
        AmiSpec | None,
        Field(description="A specific AMI release or your own AMI, instead of the one that EKS chooses."),
    ] = None
    disk_gib: Annotated[
        int,
        Field(
            ge=50,
            le=16384,
            description="Size of the volume for images and containers, in GiB. Default 200, because GPU images take 10 to"
            " 30 GiB each. Changing it replaces the nodes.",
        ),
    ] = 200
    disk_throughput_mibs: Annotated[
        int,
        Field(
            ge=125,
            le=1000,
            description="Throughput of that volume, in MiB/s. Default 250, because an idle GPU is billed while a 20 GiB "
            "image unpacks. Changing it replaces the nodes.",
        ),
    ] = 250
    efa: Annotated[
        bool,
        Field(
            description="Elastic Fabric Adapters, as many as the instance type supports, for jobs that span several "
            "nodes. This includes the interfaces, security group, cluster placement group, single zone and "
            "device plugin. Changing it replaces the nodes."
        ),
    ] = False
    efa_layout: Annotated[
        Literal["efa-only", "classic"],
        Field(
            description="Kind of the EFA interfaces: `efa-only` interfaces take no addresses and leave the first "
            "interface to other traffic, as AWS recommends; `classic` makes each interface an EFA with an "
            "address. Changing it replaces the nodes."
        ),
    ] = "efa-only"
    placement_group: Annotated[
        Literal["cluster", "spread", "partition"] | None,
        Field(
            description="Placement group of the nodes: `cluster` keeps them close together in one zone, `spread` puts "
            "each on separate hardware (at most 7 per zone), `partition` uses 7 partitions per zone that "
            "share no hardware. Default: `cluster` with `efa`, unless capacity is reserved; otherwise none. "
            "Changing it replaces the nodes."
        ),
    ] = None
    local_storage: Annotated[
        Literal["none", "raid0"],
        Field(
            description="`raid0` combines the instance's own NVMe disks and keeps images, containers and emptyDir volumes"
            " there; they are lost with the node. Changing it replaces the nodes."
        ),
    ] = "none"
    capacity_reservation: Annotated[
        CapacityReservation | None,
        Field(
            description="Reserved capacity that the nodes start in: the id of a reservation, or its details. Changing it "
            "replaces the nodes."
        ),
    ] = None
    labels: Annotated[
        dict[LabelKey, LabelValue], Field(description="Node labels, in addition to the derived ones.")
    ] = {}
    taints: Annotated[
        Many[TaintSpec], Field(max_length=49, description="Taints, in addition to nvidia.com/gpu=present:NoSchedule.")
    ] = ()
    sharing: Annotated[
        Sharing,
        Field(description="Let several pods share a GPU: `time_slicing`, `mps` or `mig`. Default: `none`."),
    ] = SharingSpec()
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
            description="Let EKS replace nodes that its monitoring agent finds broken, including nodes with GPU errors. "
            "Default true. On an existing cluster false, unless `addons` says whose agent runs there: one whose DCGM "
            "server does not tolerate `nvidia.com/gpu` reports sound GPU nodes as broken."
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
