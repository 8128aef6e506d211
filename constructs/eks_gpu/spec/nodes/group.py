"""The fields of any group that the autoscaler sizes, and CPU groups, which need no other."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import GroupName, InstanceTypeName, Many, SpecModel
from eks_gpu.spec.nodes.ami import AmiSpec
from eks_gpu.spec.nodes.nodes import CpuCapacity, NodesSpec
from eks_gpu.spec.nodes.reservation import CapacityReservation
from eks_gpu.spec.nodes.sizes import CpuAutoscalingSpec, GroupAutoscalingSpec, ScheduleSpec, WarmPoolSpec


class NamedSpec(SpecModel):
    """The name of a group; a base of its own, so that it is the first field."""

    name: Annotated[
        GroupName, Field(description="Name of the group, which is also the value of the node label eks-gpu.io/group.")
    ]


class GroupSpec(NodesSpec, NamedSpec):
    """A group of nodes with a name and sizes of its own, which may go down to zero."""

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
    ami: Annotated[
        AmiSpec | None,
        Field(description="A specific AMI release or your own AMI, instead of the one that EKS chooses."),
    ] = None
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
    capacity_reservation: Annotated[
        CapacityReservation | None,
        Field(
            description="Reserved capacity that the nodes start in: the id of a reservation, or its details. Changing it "
            "replaces the nodes."
        ),
    ] = None
    autoscaling: Annotated[
        GroupAutoscalingSpec,
        Field(description="Autoscaler settings of this group, where they differ from the cluster's."),
    ] = GroupAutoscalingSpec()


class NodeGroupSpec(GroupSpec):
    """A group of nodes without GPUs, for web services, data preparation, and everything else next to the GPU work."""

    instance_types: Annotated[
        Many[InstanceTypeName],
        Field(
            min_length=1,
            max_length=20,
            description="EC2 instance types without GPUs, all of one architecture and of about one size, smallest first, "
            "because the autoscaler plans with only the first. EKS tries On-Demand types in order; for Spot it "
            "chooses by price and capacity. Changing them replaces the group.",
        ),
    ]
    capacity: CpuCapacity = "on-demand"
    autoscaling: Annotated[
        CpuAutoscalingSpec,
        Field(description="Autoscaler settings of this group, where they differ from the cluster's."),
    ] = CpuAutoscalingSpec()
    disk_gib: Annotated[
        int,
        Field(
            ge=20,
            le=16384,
            description="Size of the volume for images and containers, in GiB. Default 100. Changing it replaces the "
            "nodes.",
        ),
    ] = 100
