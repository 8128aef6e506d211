"""Words and paths that rules about queues share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from eks_gpu.design.queueing.admission import QueuedWork

# Fields that decide which GPUs there are and who may use them.
QUEUES = ("queueing", "namespaces", "gpu_node_groups")


def gpus(amount: int, resource: str = GPU) -> str:
    """An amount with the name of its resource."""
    return f"{amount} {'GPU' if amount == 1 else 'GPUs'}" if resource == GPU else f"{amount} {resource}"


def reach(work: QueuedWork) -> str:
    """The most that the queue can use on each of the groups."""
    return listed(f"{chance.most} of {chance.flavor.group}" for chance in work.chances)


def needs(work: QueuedWork) -> str:
    """The amount that is admitted at once."""
    one = "a pod of " if work.workload.spec.kind == "deployment" else ""
    return f"{one}{work.workload.name} needs {gpus(work.amount, work.resource)} at once"
