"""Which workloads and namespaces are queued, and how Kueue finds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.nodes.groups import NodesDesign
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.spec import ClusterSpec, NamespaceSpec, WorkloadSpec

QUEUE_LABEL = "kueue.x-k8s.io/queue-name"
PRIORITY_LABEL = "kueue.x-k8s.io/priority-class"
CLOSE_TO_EACH_OTHER = "kueue.x-k8s.io/podset-preferred-topology"
# The controllers whose pods Kueue's webhooks know; a bare pod stays outside, because nothing creates it again when
# Kueue stops it.
QUEUED_KINDS = frozenset({"job", "cron_job", "training_job", "deployment", "stateful_set"})
# Layers of AWS's network, the farthest first (kubernetes/cloud-provider-aws #1038; the labels are on nodes of types for
# which EC2 describes the topology), then the node itself.
TOPOLOGY_LEVELS = (
    *(f"topology.k8s.aws/network-node-layer-{layer}" for layer in (1, 2, 3)),
    "kubernetes.io/hostname",
)
_NEAREST = TOPOLOGY_LEVELS[2]


@dataclass(frozen=True)
class QueuedDesign:
    """The place of a workload in a queue.

    Attributes:
        queue: Name of the queue, which is that of its namespace.
        topology: Node label whose value the ranks should share; None if any nodes will do.
    """

    queue: str
    topology: str | None = None

    def labels(self, priority_class: str) -> dict[str, str]:
        """Labels of the object that Kueue manages."""
        return {QUEUE_LABEL: self.queue, PRIORITY_LABEL: priority_class}

    @property
    def annotations(self) -> Mapping[str, str]:
        """Annotations of its pods."""
        return {CLOSE_TO_EACH_OTHER: self.topology} if self.topology else {}


def design_queued(cluster: ClusterSpec, spec: WorkloadSpec, groups: Sequence[GroupModels]) -> QueuedDesign | None:
    """The queue of a workload; None if it starts without asking."""
    if spec.queue is None or cluster.queueing is None or spec.kind not in QUEUED_KINDS:
        return None
    near = spec.kind == "training_job" and any(knows_topology(cluster, models.group) for models in groups)
    return QueuedDesign(spec.queue, _NEAREST if near else None)


def is_queued(cluster: ClusterSpec, namespace: NamespaceSpec) -> bool:
    """Whether a namespace has a queue: its quota is then held there, and not by a ResourceQuota.

    A ResourceQuota counts the pods of a Deployment that wait in the queue (Kueue KEP-77), and forbids what the queue
    borrows. Both on the same GPUs would count twice.
    """
    return cluster.queueing is not None and namespace.gpu_quota is not None


def knows_topology(cluster: ClusterSpec, group: MachinesDesign) -> bool:
    """Whether Kueue chooses nodes of a group by their place in the network.

    It counts Ready nodes and no others, so work on a group that may shrink would wait for nodes that nobody buys. The
    group's size must be fixed.
    """
    close = group.efa is not None or _in_cluster(group)
    fixed = group.min_nodes == group.max_nodes > 0
    return bool(cluster.queueing and cluster.queueing.topology) and close and fixed


def _in_cluster(group: MachinesDesign) -> bool:
    placement = group.launch_template.placement if isinstance(group, NodesDesign) else None
    return placement is not None and placement.strategy in {"cluster", None}
