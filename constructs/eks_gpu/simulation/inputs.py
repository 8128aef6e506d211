"""The inputs of a simulation, which do not change while time passes."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import GPU, is_gpu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import QueueingDesign
    from eks_gpu.scheduling.amounts import Amounts


@dataclass(frozen=True)
class Settings:
    """Assumptions of the user; times in seconds.

    Attributes:
        until: Length of the simulation.
        seed: Random seed for spot refusals.
        spot_refusal: Probability from 0 to 1 that EC2 refuses a request for spot nodes.
        boot: Time from the request for a node until pods can use its GPUs.
        device_delay: Last part of `boot`, from the node being Ready until its GPUs are available.
        run_for: Running time of each pod of a job.
    """

    until: int = 7200
    seed: int = 0
    spot_refusal: float = 0.0
    boot: int = 240
    device_delay: int = 60
    run_for: int = 1800


@dataclass(frozen=True)
class View:
    """A node as one side sees it: what workloads can have of it, and the whole of it."""

    free: Amounts
    capacity: Amounts


@dataclass(frozen=True)
class Offer:
    """A type that a provisioner may buy.

    Attributes:
        name: The instance type.
        template: The node that the provisioner expects.
        node: The node itself.
    """

    name: str
    template: View
    node: View


@dataclass(frozen=True)
class Pool:
    """One `aws_eks_node_group`: what the autoscaler calls a node group.

    Attributes:
        key: Group and id, such as ``gpu/us-west-2a``.
        has_gpus: Whether its nodes have GPUs, which appear some time after the node.
        group: Name of the group.
        zones: Zones it spans.
        min: Least nodes.
        max: Most nodes.
        spot: Whether EC2 may refuse.
        priority: For the expander.
        template: What the autoscaler believes while it has seen no node of the pool.
        node: The least that a node will have, whichever type it is.
        judged_by: What that share is of: the largest counts.
        threshold: Share of what was requested up to which a node counts as unneeded.
        unneeded: Seconds for which it must have been so.
        awaited: Whether the autoscaler counts a node as ready only when its GPUs are there
            (processors/customresources/gpu_processor.go, which knows `nvidia.com/gpu` and no other name of NVIDIA's).
        offers: Types of a node pool, cheapest first; none for a node group, or a pool that follows no pods.
        on_demand: Whether a node pool takes other capacity where EC2 has no Spot instances.
        empty_after: Seconds without pods after which a provisioner removes a node; None if it removes none.
        provisioned: Whether it is a node pool, of which the Cluster Autoscaler knows nothing.
    """

    key: str
    group: str
    zones: tuple[str, ...]
    min: int
    max: int
    spot: bool
    priority: int
    template: View
    node: View
    judged_by: tuple[str, ...]
    threshold: float
    unneeded: int
    awaited: bool = True
    has_gpus: bool = True
    offers: tuple[Offer, ...] = ()
    on_demand: bool = True
    empty_after: int | None = None
    provisioned: bool = False


@dataclass(frozen=True)
class Batch:
    """Pods that are alike and arrive together.

    Attributes:
        index: Its place in the plan.
        workload: Name of the workload.
        namespace: Of the workload, where a quota may hold pods back.
        at: When they arrive.
        pods: How many.
        asks: What each asks for.
        rank: Of its priority class; the scheduler takes higher ones first.
        runs_for: Seconds; None for what serves and stays.
        together: Whether none of them gets on before all are there: a run begins with the last one.
        movable: Whether the autoscaler may evict a pod to empty its node: those of jobs and bare pods keep theirs.
        spread: Zones whose counts may differ by the skew at most; empty where pods go where there is room.
        believed: Pools whose template holds one.
        held: Pools whose real node holds one.
        reasons: Why not the others, group by group.
        skew: How many pods a zone may be ahead of the one with the fewest.
        suits: For node pools, the types whose labels and zones suit one, whatever it asks for.
        queue: Queue that admits all its pods or none; None if they start without asking.
        flavors: Names of the flavors that it may get there.
        gives_up: Seconds from its first pod after which a gang that is not complete fails; None for never.
        part: Number of the arrival that it is a part of: the pods of a queued Deployment wait one by one.
    """

    index: int
    workload: str
    namespace: str
    at: int
    pods: int
    asks: Amounts
    rank: int
    runs_for: int | None
    together: bool
    movable: bool
    spread: tuple[str, ...]
    believed: frozenset[str]
    held: frozenset[str]
    reasons: Mapping[str, str]
    skew: int = 1
    suits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    queue: str | None = None
    flavors: tuple[str, ...] = ()
    gives_up: int | None = None
    part: int = 0

    @property
    def gpus(self) -> int:
        """GPUs that one pod asks for, in the autoscaler's eyes: shares and parts of a name of their own are none."""
        return self.asks.get(GPU, 0)

    @property
    def on_devices(self) -> bool:
        """Whether one pod asks for GPUs, shares or parts, and so waits until a node offers them."""
        return any(is_gpu(name) and amount for name, amount in self.asks.items())

    @property
    def limited(self) -> dict[str, int]:
        """The part of its namespace's quota that one pod uses."""
        return {name: amount for name, amount in self.asks.items() if is_gpu(name) and amount}


@dataclass(frozen=True)
class Plan:
    """All inputs of a simulation.

    Attributes:
        cluster: Name of the cluster.
        settings: What the user supposes.
        pools: In the order of the declaration, which breaks ties.
        batches: In the order in which they were named.
        quotas: What the pods of a namespace may ask for together, by resource.
        autoscaled: Whether anything adds and removes nodes.
        expander: How one of several pools is picked.
        provision: Seconds after which a node that is not ready is given up.
        delay_after_add: Seconds after a scale-up in which no node is removed.
        ignored_labels: Labels, besides its own list, that the autoscaler ignores when it looks for similar groups.
        frequent_loops: Whether it looks again at once after a scale-up, and when pods turn out to be unschedulable.
        left_out: What groups have and the simulation does not, such as ``schedules of gpu``.
        queueing: The queues; None if there are none.
    """

    cluster: str
    settings: Settings
    pools: tuple[Pool, ...]
    batches: tuple[Batch, ...]
    quotas: Mapping[str, Mapping[str, int]]
    autoscaled: bool
    expander: str
    provision: int
    delay_after_add: int
    ignored_labels: frozenset[str]
    frequent_loops: bool
    left_out: tuple[str, ...]
    queueing: QueueingDesign | None = None
