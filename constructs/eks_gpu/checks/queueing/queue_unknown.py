"""A workload waits in a queue that does not exist, or that belongs to another namespace.

**Why.** A queue is an object of a namespace, and work can only wait in one of its own namespace. Kueue suspends a Job
whose queue does not exist as soon as it is created, and nothing ever starts it.

**Fix.** Write the name of the workload's namespace, give the namespace a `gpu_quota`, and the cluster `queueing:
kueue`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads
from eks_gpu.design.workloads.queued import is_queued
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
  - {name: research, gpu_quota: 2}
workloads:
  - {name: train, kind: training_job, image: registry.example/train:1, nodes: 2, namespace: research, queue: batch}
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
    """Look for the queue of every workload that names one."""
    spec = design.spec
    queues = [namespace.name for namespace in spec.namespaces if is_queued(spec, namespace)]
    for where, workload in workloads(spec):
        if workload.queue is None or (workload.queue == workload.namespace and workload.queue in queues):
            continue
        message = f"{workload.name} waits in {workload.queue!r}, "
        if spec.queueing is None:
            message += "but the cluster has no queues"
            fix = "add 'queueing: kueue', and a 'gpu_quota' to the namespace; or remove 'queue'"
        elif workload.namespace in queues:
            message += f"which is not a queue of its namespace {workload.namespace!r}"
            fix = f"write 'queue: {workload.namespace}'"
        else:
            message += (
                f"but its namespace {workload.namespace!r} has no queue; queues exist for {listed(queues) or 'none'}"
            )
            fix = "give the namespace a 'gpu_quota' in 'namespaces', or move the workload to one that has a queue"
        yield error(__name__, f"{where}.queue", message, fix, "queueing", "namespaces[*]", f"{where}.namespace")
