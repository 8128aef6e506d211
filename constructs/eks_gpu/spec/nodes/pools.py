"""GPU node pools: nodes that Karpenter or EKS Auto Mode buys one by one, each of a type that suits the pods."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import BeforeValidator, Field
from eks_gpu.spec.model import ImageName, InstanceTypeName, LabelKey, LabelValue, Many, SpecModel, Zone, number_as_text
from eks_gpu.spec.nodes.group import NamedSpec
from eks_gpu.spec.nodes.reservation import ReservationId
from eks_gpu.spec.nodes.settings import NodeSettingsSpec
from eks_gpu.spec.nodes.sharing import Sharing, SharingSpec
from eks_gpu.spec.nodes.taints import TaintSpec
from eks_gpu.spec.times import Cron

PoolCapacity = Literal["reserved", "spot", "on-demand"]
# NodePool `expireAfter` and `consolidateAfter` (karpenter.sh_nodepools.yaml): a duration, or Never.
_DURATION = r"(\d+[hms])+"
PoolDuration = Annotated[str, Matches(rf"{_DURATION}|never", "a duration such as 720h or 1h30m, or never", "720h")]
NodeShare = Annotated[
    str,
    BeforeValidator(number_as_text, json_schema_input_type=str | int),
    Matches(r"(100|\d{1,2})%|\d{1,4}", "a number of nodes, or a share such as 10%", "1"),
]
GpuCount = Annotated[int, Field(ge=1, le=16)]
GpuModelName = Annotated[str, Matches(r"[A-Za-z0-9][A-Za-z0-9 ._-]*", "a GPU model such as L4 or H100", "L4")]


def _several(value: object) -> object:
    """A list for a single value."""
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else value


class GpuChoiceSpec(SpecModel):
    """GPUs that a pool's nodes may have; eks-gpu writes out the instance types that have them."""

    model: Annotated[
        Many[GpuModelName],
        BeforeValidator(_several, json_schema_input_type=GpuModelName | Many[GpuModelName]),
        Field(description="GPU models, such as `L4` or `[L4, L40S]`. Default: any NVIDIA GPU."),
    ] = ()
    count: Annotated[
        Many[GpuCount],
        BeforeValidator(_several, json_schema_input_type=GpuCount | Many[GpuCount]),
        Field(description="GPUs of a node, such as `1` or `[1, 4, 8]`. Default: any number."),
    ] = ()
    min_memory_gib: Annotated[
        int | None,
        Field(ge=1, le=512, description="Least memory of each GPU that pods see, in GiB. Default: any."),
    ] = None
    generation: Annotated[
        Many[GpuModelName],
        BeforeValidator(_several, json_schema_input_type=GpuModelName | Many[GpuModelName]),
        Field(description="NVIDIA's generations, such as `Ada Lovelace` or `Hopper`. Default: any."),
    ] = ()


class ConsolidationSpec(SpecModel):
    """The way a pool's nodes are removed, or replaced by cheaper ones, when pods have left."""

    when: Annotated[
        Literal["empty", "underutilized"],
        Field(
            description="`empty` removes nodes without pods (DaemonSets do not count). `underutilized` also evicts pods to "
            "pack them on fewer or cheaper nodes; jobs lose their work unless `evictable` is false. Changed in place."
        ),
    ] = "empty"
    after: Annotated[
        PoolDuration,
        Field(
            description="Time without a change of its pods after which a node may be consolidated. Changed in place."
        ),
    ] = "5m"


class DisruptionBudgetSpec(SpecModel):
    """The nodes that Karpenter may take away at the same time, always or at set times."""

    nodes: Annotated[
        NodeShare,
        Field(description="Number of nodes, or a share such as `10%`; `0` stops all voluntary disruption."),
    ]
    reasons: Annotated[
        Many[Literal["empty", "underutilized", "drifted"]],
        Field(description="Reasons that the budget is about. Default: all of them."),
    ] = ()
    cron: Annotated[
        Cron | None,
        Field(description="Cron line, in UTC, at which the budget begins to apply; with `duration`. Default: always."),
    ] = None
    duration: Annotated[
        Annotated[str, Matches(r"\d+h(\d+m)?|\d+m", "hours and minutes, such as 8h or 1h30m", "8h")] | None,
        Field(description="Time for which the budget applies from each of those moments on."),
    ] = None


class GpuNodePoolSpec(NamedSpec):
    """A pool of GPU nodes of one purpose, of which the provisioner buys as many as the pods need."""

    instance_types: Annotated[
        Many[InstanceTypeName],
        Field(
            max_length=60,
            description="EC2 instance types that the pool may buy. The provisioner takes the cheapest that holds the pods, and "
            "the next if EC2 has none. Set either this or `gpus`. A type that is taken out drifts its nodes: they are replaced, "
            "within the pool's budgets.",
        ),
    ] = ()
    gpus: Annotated[
        GpuChoiceSpec | None,
        Field(
            description="GPUs by model, number, memory or generation, from which eks-gpu writes out the instance types of the "
            "catalogue; `eks-gpu explain` shows the list. Set either this or `instance_types`."
        ),
    ] = None
    max: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="Maximum number of nodes. It is what caps the bill. Karpenter checks it before each launch, so that "
            "launches at the same moment can exceed it. Changed in place; a smaller one removes no node.",
        ),
    ]
    nodes_always: Annotated[
        int | None,
        Field(
            ge=0,
            description="Nodes that the pool always has, whatever the pods need (a static pool). A running pool cannot be "
            "switched to or from it: use another name. Default: as many as the pods need.",
        ),
    ] = None
    capacity: Annotated[
        Many[PoolCapacity],
        BeforeValidator(_several, json_schema_input_type=PoolCapacity | Many[PoolCapacity]),
        Field(
            min_length=1,
            description="Kinds of capacity in the order in which they are tried: `reserved` (with `capacity_reservations`), "
            "`spot`, `on-demand`. The provisioner's own order is this one, so another order is an error. A kind that is taken "
            "out drifts the nodes of it.",
        ),
    ] = ("on-demand",)
    capacity_reservations: Annotated[
        Many[ReservationId],
        Field(
            max_length=30,
            description="Ids of On-Demand Capacity Reservations and Capacity Blocks that nodes may start in; with `reserved` in "
            "`capacity`. Open reservations have to be named as well.",
        ),
    ] = ()
    zones: Annotated[
        Many[Zone] | None,
        Field(
            min_length=1,
            description="Zones that the pool may use, written as in `network`. Default: all zones of the network. A zone that "
            "is taken out drifts its nodes.",
        ),
    ] = None
    os: Annotated[
        Literal["al2023", "bottlerocket"] | None,
        Field(
            description="Operating system of the nodes. Default: `al2023` with Karpenter; Auto Mode has its own Bottlerocket. "
            "Another one drifts all nodes."
        ),
    ] = None
    ami_release: Annotated[
        Annotated[
            str,
            Matches(r"v?\d{8}|v\d+\.\d+\.\d+", "a release such as v20260701, or v1.54.0 of Bottlerocket", "v20260701"),
        ]
        | None,
        Field(
            description="Release of EKS's AMI. Another one drifts all nodes, which are replaced within the budgets. Default: the "
            "release of the catalogue, because with the newest one every release of AWS would replace running nodes."
        ),
    ] = None
    disk_gib: Annotated[
        int,
        Field(
            ge=20,
            le=16384,
            description="Size of the volume for images and containers, in GiB. Default 200, because GPU images take 10 to 30 GiB "
            "each. Another size drifts all nodes.",
        ),
    ] = 200
    disk_throughput_mibs: Annotated[
        int,
        Field(
            ge=125,
            le=1000,
            description="Throughput of that volume, in MiB/s. Default 250, because an idle GPU is billed while a 20 GiB image "
            "unpacks. Another one drifts all nodes.",
        ),
    ] = 250
    local_storage: Annotated[
        Literal["none", "raid0"],
        Field(
            description="`raid0` combines the instance's own NVMe disks and keeps images, containers and emptyDir volumes there; "
            "they are lost with the node. Only with Karpenter. Changing it drifts all nodes."
        ),
    ] = "none"
    efa: Annotated[
        bool,
        Field(
            description="Elastic Fabric Adapters, as many as the instance type supports, for jobs that span several nodes. The "
            "nodes are in one zone and one cluster placement group. Changing it drifts all nodes."
        ),
    ] = False
    sharing: Annotated[
        Sharing,
        Field(
            description="Let several pods share a GPU: `time_slicing`, `mps` or `mig`, with Karpenter only. NodeOverlays tell "
            "Karpenter what the nodes will offer. Default: `none`."
        ),
    ] = SharingSpec()
    labels: Annotated[
        dict[LabelKey, LabelValue],
        Field(description="Node labels, in addition to the derived ones. Another label drifts all nodes."),
    ] = {}
    taints: Annotated[
        Many[TaintSpec],
        Field(
            max_length=49,
            description="Taints, in addition to nvidia.com/gpu=present:NoSchedule. Another taint drifts all nodes.",
        ),
    ] = ()
    weight: Annotated[
        int | None,
        Field(
            ge=1,
            le=100,
            description="Rank among the pools that could run a pod; the highest is tried first. Default: none, which is the "
            "lowest. Changed in place.",
        ),
    ] = None
    prepull: Annotated[
        Many[ImageName],
        Field(
            max_length=10,
            description="Images that every node of the pool pulls when it joins, so that later pods start without waiting for "
            "them. The first pod on a new node gains nothing.",
        ),
    ] = ()
    expire_after: Annotated[
        PoolDuration,
        Field(
            description="Age at which a node is drained and replaced, whatever runs there; budgets do not hold it back. Default "
            "`never`, because it ends jobs. Auto Mode ends every node within 504h, `grace` included, and that is its default. "
            "Another one drifts all nodes."
        ),
    ] = "never"
    grace: Annotated[
        PoolDuration | None,
        Field(
            description="Longest time that a node drains before its pods are ended, whatever their disruption budgets say. "
            "Default: no limit; on Auto Mode 24h. Another one drifts all nodes."
        ),
    ] = None
    consolidation: Annotated[
        ConsolidationSpec,
        Field(description="The way nodes are removed when pods have left. Changed in place."),
    ] = ConsolidationSpec()
    budgets: Annotated[
        Many[DisruptionBudgetSpec],
        Field(
            max_length=50,
            description="Nodes that may be taken away at once for drift and consolidation. Default: one at a time. Changed in "
            "place.",
        ),
    ] = ()
    nodes: Annotated[
        NodeSettingsSpec,
        Field(
            description="Settings of the machines: kubelet, proxy, certificates, registries, kernel, tags. Another one drifts "
            "all nodes."
        ),
    ] = NodeSettingsSpec()
