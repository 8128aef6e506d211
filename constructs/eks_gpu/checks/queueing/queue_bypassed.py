"""A workload takes GPUs of a namespace with a queue, and no queue counts it.

**Why.** Where a namespace has a queue, the queue holds its `gpu_quota`, and there is no ResourceQuota: it would count
pods that wait, and forbid what the queue borrows. A workload without `queue` starts at once, on GPUs that the queues
have promised to others; admitted gangs may then lack nodes.

**Fix.** Write `queue` with the name of the namespace. Deployments that share nodes cannot be queued: move them to a
namespace without a queue (`gpu_quota` there is a ResourceQuota only in clusters without `queueing`), and leave room for
them in the quotas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks.queueing._words import gpus
from eks_gpu.design.workloads.queued import QUEUED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research, queue: research}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for GPU workloads next to queues."""
    for workload in design.workloads:
        spec = workload.spec
        queue = design.queueing.queue(spec.namespace) if design.queueing else None
        if queue is None or spec.queue is not None or not spec.gpus:
            continue
        taken = gpus(spec.gpus * max(workload.pods, 1), workload.gpu_resource)
        message = f"{spec.name} takes {taken} in {spec.namespace}, whose queue does not count it"
        can = spec.kind in QUEUED_KINDS
        fix = f"write 'queue: {queue.name}'" if can else "move it to a namespace without a 'gpu_quota'"
        yield warning(__name__, workload.where, message, fix, "queueing", "namespaces", f"{workload.where}.namespace")
