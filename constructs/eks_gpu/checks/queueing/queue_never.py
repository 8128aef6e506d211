"""Work waits in a queue that can never admit it.

**Why.** Kueue starts a job with all its pods on one group, or not at all. If its queue can never use so many GPUs of
any group that the job may run on, not even by borrowing everything, the job stays suspended forever, without a pod and
without an event of the scheduler. A quota that is smaller than one pod has the same effect for everything.

**Fix.** Raise `gpu_quota`, or the part of one group (`queue.quotas`); let the namespace borrow (`cohorts`,
`borrowing_limit`); or ask for fewer GPUs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks.queueing._words import QUEUES, needs, reach
from eks_gpu.design.queueing.admission import all_queued_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 1}
workloads:
  - {name: train, kind: training_job, image: registry.example/train:1, nodes: 2, namespace: research, queue: research}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 2}
workloads:
  - {name: train, kind: training_job, image: registry.example/train:1, nodes: 2, namespace: research, queue: research}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare what is admitted at once with the most that the queue can use."""
    for work in all_queued_work(design.queueing, design.workloads):
        if not work.amount or work.ever:
            continue
        where, on = f"{work.workload.where}.queue", (*QUEUES, f"{work.workload.where}.node_groups")
        if not work.chances:
            message = f"no group that {work.workload.name} may run on offers {work.resource}, so no queue admits it"
            yield error(__name__, where, message, "name a group with such GPUs in 'node_groups'", *on)
            continue
        message = f"{needs(work)}, but the queue {work.queue.name} can use at most {reach(work)}: it would wait forever"
        own = "" if work.queue.cohort else f"{work.queue.name} is in no cohort and borrows nothing; "
        fix = f"{own}raise its 'gpu_quota', move more of it to one group with 'queue.quotas', or ask for less"
        yield error(__name__, where, message, fix, *on, f"{work.workload.where}.gpus", f"{work.workload.where}.nodes")
