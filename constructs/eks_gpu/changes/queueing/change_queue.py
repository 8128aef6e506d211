"""The edit moves a workload into a queue, out of it, or to another one, so the workload is replaced.

**Why.** Kueue's webhooks refuse to change the queue of running pods: of a Job that is not suspended, of a Deployment or
StatefulSet with ready pods, and the removal of the queue from the latter always. So Terraform destroys the object and
creates another, which waits in its new queue, or starts at once. A job begins again; what serves is down until Kueue
admits it. A queued stateful set is also replaced if its pods or their number change, because Kueue has admitted them as
one group. A cron job changes in place: its next run uses the queue.

**Fix.** Wait for a running job to finish, and queue its next run under another name. Apply it to what serves when it
may be down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.changes.workloads._derived import written
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BEFORE = """\
queueing: kueue
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
  - {name: train, kind: job, image: registry.example/train:1, namespace: research, queue: research}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.4xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 4}
workloads:
  - {name: train, kind: job, image: registry.example/train:1, namespace: research}
  - {name: train-2, kind: job, image: registry.example/train:1, namespace: research, queue: research}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the queues of workloads that stay, and the parts that a queue fixes."""
    for was, now in workloads(old, new):
        if was.spec.kind != now.spec.kind or now.spec.kind == "cron_job":
            continue
        before, after = (one.queued.queue if one.queued else None for one in (was, now))
        if before != after:
            message = (
                f"the queue of {now.name} changes from {before or 'none'} to {after or 'none'}: its pods stop, and "
            )
            message += f"it waits in {after} for GPUs" if after else "others start without asking"
            yield warning(__name__, f"{now.where}.queue", message, _fix(now), "queueing", "namespaces")
        elif after and now.spec.kind == "stateful_set" and (was.replicas, written(was)) != (now.replicas, written(now)):
            message = f"Kueue refuses other pods in the queued stateful set {now.name}: all of them stop and wait again"
            yield warning(__name__, now.where, message, _fix(now), "queueing", "gpu_node_groups")


def _fix(workload: WorkloadDesign) -> str:
    if workload.controlled:
        return "apply it when the workload may be down"
    return "wait until it has finished, or give the new run another name"
