"""The edit uninstalls Kueue while workloads wait or run in its queues.

**Why.** The platform stack, which holds Kueue, is applied before the workloads stack. Without Kueue nobody starts a Job
that is suspended, nobody opens the gate of a Deployment's pods, and nobody takes Kueue's finalizer off pods that are
deleted: they stay Terminating, and the apply waits until it fails. Kueue's definitions go with its chart, and with them
every queue and every record of what waits.

**Fix.** Remove `queue` from the workloads and apply the workloads stack; then remove `queueing`. `gpu_quota` is a
ResourceQuota again from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 4}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research, queue: research}
"""
BAD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 4}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 4}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads in queues that go."""
    queued = [workload.name for workload in old.workloads if workload.queued]
    if old.queueing and new.queueing is None and queued:
        message = f"Kueue goes while {listed(queued)} wait or run in its queues: suspended jobs would never start"
        fix = "remove 'queue' from them and apply the workloads stack first, then remove 'queueing'"
        yield error(__name__, "queueing", message, fix, "workloads")
