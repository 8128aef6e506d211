"""Kueue and its queues, complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu import catalog
from eks_gpu.design.queueing.config import chart_values, configuration, ready_seconds
from eks_gpu.design.queueing.flavors import FlavorDesign, design_flavors
from eks_gpu.design.queueing.queues import QueueDesign, design_queues, shared
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import GPU
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design.nodes.groups import NodesDesign
    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.design.queueing.quota import Shared
    from eks_gpu.design.workloads.workload import WorkloadDesign
    from eks_gpu.spec import ClusterSpec, QueueingSpec

CHART, NAMESPACE = "kueue", "kueue-system"


@dataclass(frozen=True)
class QueueingDesign:
    """Kueue and its queues.

    Attributes:
        spec: Its block in the cluster file.
        repository: Repository of the chart.
        version: Version of the chart.
        values: eks-gpu's own values of the chart, then those of the user.
        timeout_seconds: Time that Helm waits until Kueue runs.
        ready_seconds: Time in which all pods of admitted work must be ready.
        resources: GPU resources that the queues count.
        flavors: The GPUs of each group, in the order in which work tries them.
        queues: One for each namespace with a quota.
    """

    spec: QueueingSpec
    repository: str
    version: str
    values: tuple[Mapping[str, Any], ...]
    timeout_seconds: int
    ready_seconds: int
    resources: tuple[str, ...]
    flavors: tuple[FlavorDesign, ...]
    queues: tuple[QueueDesign, ...]

    def queue(self, name: str | None) -> QueueDesign | None:
        """The queue of a name."""
        return next((queue for queue in self.queues if queue.name == name), None)

    def shared(self, queue: QueueDesign, flavor: str, resource: str) -> Shared:
        """The quotas that a queue borrows from, its own among them."""
        return shared(self.queues, queue, flavor, resource)

    def most(self, queue: QueueDesign, flavor: str, resource: str) -> int:
        """The most that a queue can ever use of a resource on a flavor."""
        return self.shared(queue, flavor, resource).most(queue.name)


def design_queueing(
    spec: ClusterSpec, nodes: Sequence[GroupModels], system: NodesDesign, workloads: Sequence[WorkloadDesign]
) -> QueueingDesign | None:
    """Kueue and its queues; None if the cluster has none."""
    asked = spec.queueing
    if asked is None:
        return None
    facts, flavors = catalog.kueue(), design_flavors(spec, nodes)
    resources = tuple(dict.fromkeys([GPU, *sorted({name for flavor in flavors for name in flavor.offers})]))
    queues = design_queues(spec, flavors, resources) if flavors else ()
    ready = ready_seconds(spec, asked, workloads)
    with_pods = any(one.queued and one.controlled for one in workloads)
    config = configuration(asked, [queue.name for queue in queues], ready, with_pods=with_pods)
    return QueueingDesign(
        spec=asked,
        repository=facts.repository,
        version=asked.version or facts.version(spec.kubernetes_version),
        values=tuple(values for values in (chart_values(spec, config, system), dict(asked.values)) if values),
        timeout_seconds=seconds(asked.timeout),
        ready_seconds=ready,
        resources=resources,
        flavors=flavors,
        queues=queues,
    )
