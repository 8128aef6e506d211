"""Work can only run on borrowed GPUs.

**Why.** The quota of the namespace is smaller than what the work needs at once, so it starts only while others leave
GPUs unused. When they need them again, Kueue stops the work (`preemption.reclaim`), and it starts again from its last
checkpoint. Serving workloads go down with it.

**Fix.** Raise `gpu_quota`, or collect it on one group with `queue.quotas`. If the work may be stopped at any time,
ignore the finding with that reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks.queueing._words import QUEUES, needs
from eks_gpu.design.queueing.admission import all_queued_work
from eks_gpu.problem import listed

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
  - {name: product, gpu_quota: 2}
workloads:
  - {name: train, kind: training_job, image: registry.example/train:1, nodes: 2, namespace: research, queue: research}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 2}
  - {name: product, gpu_quota: 2}
workloads:
  - {name: train, kind: training_job, image: registry.example/train:1, nodes: 2, namespace: research, queue: research}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare what is admitted at once with the quota of its own queue."""
    for work in all_queued_work(design.queueing, design.workloads):
        if not work.ever or work.owned:
            continue
        owned = listed(f"{chance.own} of {chance.flavor.group}" for chance in work.chances)
        never = design.queueing is not None and design.queueing.spec.preemption.reclaim == "never"
        stopped = (
            "it waits until others leave enough unused" if never else "others may stop it whenever they need theirs"
        )
        message = f"{needs(work)}, but the queue {work.queue.name} owns {owned}: {stopped}"
        fix = f"raise its 'gpu_quota' to {work.amount} or more, or collect it on one group with 'queue.quotas'"
        yield warning(__name__, f"{work.workload.where}.queue", message, fix, *QUEUES, work.workload.where)
