"""The nodes of a cluster: one system group, any number of CPU groups, and the GPU groups."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import InstanceTypeName, Many
from eks_gpu.spec.nodes.ami import AmiReleaseSpec, UpdateSpec
from eks_gpu.spec.nodes.group import GroupSpec
from eks_gpu.spec.nodes.nodes import CpuCapacity, NodesSpec
from eks_gpu.spec.nodes.sharing import Sharing, SharingSpec
from eks_gpu.spec.nodes.sizes import AutoscalingSpec
from eks_gpu.spec.nodes.taints import TaintSpec


class SystemNodesSpec(NodesSpec):
    """The nodes that run everything except GPU work: DNS, autoscaler, controllers."""

    instance_types: Annotated[
        Many[InstanceTypeName],
        Field(
            min_length=1,
            max_length=20,
            description="EC2 instance types without GPUs, all of one architecture; EKS tries them in order.",
        ),
    ] = ("m7i.large",)
    capacity: CpuCapacity = "on-demand"
    min: Annotated[
        int,
        Field(
            ge=1, le=450, description="Minimum number of nodes. Default 2, so that DNS survives the loss of one node."
        ),
    ] = 2
    max: Annotated[int, Field(ge=1, le=450, description="Maximum number of nodes.")] = 4
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


class GpuNodeGroupSpec(GroupSpec):
    """A group of GPU nodes that share an instance shape, a price model and a purpose."""

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
    autoscaling: Annotated[
        AutoscalingSpec, Field(description="Autoscaler settings of this group, where they differ from the cluster's.")
    ] = AutoscalingSpec()
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
    taints: Annotated[
        Many[TaintSpec], Field(max_length=49, description="Taints, in addition to nvidia.com/gpu=present:NoSchedule.")
    ] = ()
    sharing: Annotated[
        Sharing,
        Field(description="Let several pods share a GPU: `time_slicing`, `mps` or `mig`. Default: `none`."),
    ] = SharingSpec()
    node_repair: Annotated[
        bool | None,
        Field(
            description="Let EKS replace nodes that its monitoring agent finds broken, including nodes with GPU errors. "
            "Default true. On an existing cluster false, unless `addons` says whose agent runs there: one whose DCGM "
            "server does not tolerate `nvidia.com/gpu` reports sound GPU nodes as broken."
        ),
    ] = None
