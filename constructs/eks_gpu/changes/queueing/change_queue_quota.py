"""The edit lowers what a queue may use below what its workloads take.

**Why.** Nothing stops at the apply: admitted work keeps its GPUs. Use above the new quota counts as borrowed, so Kueue
stops it as soon as another namespace waits for its own quota. New work of the namespace waits until enough has ended,
and work that needs more at once than the queue can ever use waits forever.

**Fix.** Lower the quota when less of the namespace's work runs, or ask for less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks.queueing._words import gpus
from eks_gpu.design.queueing.admission import all_queued_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, QueueDesign
    from eks_gpu.problem import Problem

BEFORE = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 4}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research, queue: research}
  - {name: tune, kind: job, image: registry.example/tune:1, namespace: research, queue: research}
"""
BAD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 1}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research, queue: research}
  - {name: tune, kind: job, image: registry.example/tune:1, namespace: research, queue: research}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 2}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research, queue: research}
  - {name: tune, kind: job, image: registry.example/tune:1, namespace: research, queue: research}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the queues' own quotas before and after with what their workloads take together."""
    if old.queueing is None or new.queueing is None:
        return
    works = all_queued_work(old.queueing, old.workloads)
    for queue in new.queueing.queues:
        before = old.queueing.queue(queue.name)
        for resource in new.queueing.resources if before else ():
            was, now = (_owned(one, resource) for one in (before, queue))
            taken = sum(
                one.amount * (one.workload.pods if one.workload.spec.kind == "deployment" else 1)
                for one in works
                if one.queue.name == queue.name and one.resource == resource
            )
            if now < was and now < taken:
                message = (
                    f"{queue.name} owns {gpus(now, resource)} instead of {was}, and its workloads take up to {taken}: "
                    "what runs above that counts as borrowed, and others may stop it"
                )
                fix = "lower it when less of its work runs, or ask for less"
                yield warning(
                    __name__, f"{queue.where}.gpu_quota", message, fix, "queueing", "gpu_node_groups", "workloads"
                )


def _owned(queue: QueueDesign | None, resource: str) -> int:
    """The quota of a queue on all flavors together."""
    return sum(quotas[resource].nominal for quotas in queue.quotas.values() if resource in quotas) if queue else 0
