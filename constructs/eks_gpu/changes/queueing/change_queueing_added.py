"""The edit turns queues on for namespaces with workloads.

**Why.** The queues then hold `gpu_quota`, and the ResourceQuotas are deleted. Running workloads go on, without a queue:
Kueue does not count them, and admits others to the GPUs that they use. Until they are queued or have ended, nothing
limits them. From the same moment on Kueue's webhooks must answer before a Job can be created in these namespaces.

**Fix.** Let running jobs end and give new runs a `queue`; queue what serves when it may restart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 4}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research}
"""
BAD = """\
queueing: kueue
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
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads that run where a queue begins to count."""
    if old.queueing or new.queueing is None:
        return
    spaces = {queue.name for queue in new.queueing.queues}
    stay = [now for _, now in workloads(old, new) if now.spec.gpus and not now.queued]
    here = [workload.name for workload in stay if workload.spec.namespace in spaces]
    if here:
        message = f"{listed(here)} keep running uncounted by the queues, and no ResourceQuota limits them any more"
        yield warning(__name__, "queueing", message, "queue their next runs", "workloads", "namespaces")
