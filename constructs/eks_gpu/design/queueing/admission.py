"""Whether queued work can ever be admitted, and on which groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.design.queueing.flavors import FlavorDesign
    from eks_gpu.design.queueing.queueing import QueueingDesign
    from eks_gpu.design.queueing.queues import QueueDesign
    from eks_gpu.design.workloads.workload import WorkloadDesign


@dataclass(frozen=True)
class Chance:
    """The chance of some work on one flavor.

    Attributes:
        flavor: The flavor.
        own: The quota of its queue there.
        most: The most that its queue can use there, while nobody else uses anything.
    """

    flavor: FlavorDesign
    own: int
    most: int


@dataclass(frozen=True)
class QueuedWork:
    """Work as Kueue admits it: all of it on one flavor, or nothing.

    Attributes:
        workload: The workload.
        queue: Its queue.
        resource: The GPU resource that it asks for.
        amount: The amount that is admitted at once: that of all pods, or of one pod of a Deployment, whose pods wait
            each by itself.
        chances: Flavors that its pods may use.
    """

    workload: WorkloadDesign
    queue: QueueDesign
    resource: str
    amount: int
    chances: tuple[Chance, ...]

    @property
    def ever(self) -> list[Chance]:
        """Flavors on which it can ever be admitted."""
        return [chance for chance in self.chances if chance.most >= self.amount]

    @property
    def owned(self) -> list[Chance]:
        """Flavors on which its queue's own quota is enough, so that nobody takes the GPUs back."""
        return [chance for chance in self.chances if chance.own >= self.amount]


def queued_work(design: QueueingDesign | None, workload: WorkloadDesign) -> QueuedWork | None:
    """The work of a workload; None if it is not queued, or its queue does not exist."""
    queue = design.queue(workload.queued.queue) if design and workload.queued else None
    if design is None or queue is None or workload.spec.namespace != queue.name:
        return None
    resource, each = workload.gpu_resource, workload.spec.gpus
    return QueuedWork(
        workload=workload,
        queue=queue,
        resource=resource,
        amount=each if workload.spec.kind == "deployment" else each * workload.pods,
        chances=tuple(
            Chance(flavor, queue.quotas[flavor.name][resource].nominal, design.most(queue, flavor.name, resource))
            for flavor in design.flavors
            if flavor.group in workload.groups and resource in flavor.offers
        ),
    )


def all_queued_work(design: QueueingDesign | None, workloads: tuple[WorkloadDesign, ...]) -> list[QueuedWork]:
    """The work of all queued workloads."""
    return [work for workload in workloads if (work := queued_work(design, workload))]
