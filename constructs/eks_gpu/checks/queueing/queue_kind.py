"""A workload has a queue and cannot be queued.

**Why.** Nobody creates a bare pod again after Kueue has stopped it. Work without GPUs is not counted by any queue. Each
new pod of a deployment or stateful set waits in the queue again, also after an update or the loss of its node; that is
bearable for a few pods that take whole nodes, and an outage for many small ones, which `priority` already protects. A
queued stateful set is a group of fixed size: Kueue's webhook refuses every other number of replicas, so metrics cannot
scale it.

**Fix.** Remove `queue`, or change the field that the message names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.workloads.queued import QUEUED_KINDS
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BAD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8}
workloads:
  - {name: web, kind: deployment, image: registry.example/web:1, gpus: 1, namespace: research, queue: research}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8}
workloads:
  - {name: web, kind: deployment, image: registry.example/web:1, gpus: 4, namespace: research, queue: research}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare kind, GPUs and scaling with what Kueue can hold back."""
    for workload in design.workloads:
        spec = workload.spec
        if spec.queue is None:
            continue
        where, on = f"{workload.where}.queue", (f"{workload.where}.kind", f"{workload.where}.gpus", "gpu_node_groups")
        if spec.kind not in QUEUED_KINDS:
            message = f"{spec.name} is a {spec.kind}, and only {listed(sorted(QUEUED_KINDS))} can wait in a queue"
            yield error(__name__, where, message, "remove it, or write 'kind: job'", *on)
        elif not spec.gpus and not workload.training:
            message = f"{spec.name} asks for no GPU, and queues count only GPUs"
            yield error(__name__, where, message, "remove it", *on)
        elif workload.controlled and (whole := _whole(workload, design)) > spec.gpus:
            message = f"a pod of {spec.name} takes {spec.gpus} of its node's {whole} GPUs, and each new pod would wait"
            fix = f"remove it, or write 'gpus: {whole}'"
            yield error(__name__, where, message, fix, *on)
        if spec.start_within:
            message = f"{spec.name} would fail for good where Kueue stops it and tries again ('ready_timeout')"
            yield error(__name__, f"{workload.where}.start_within", message, "remove 'start_within' or 'queue'", where)
        if spec.kind == "stateful_set" and spec.scaling:
            message = (
                f"{spec.name} scales by metrics, but Kueue refuses another number of replicas of a queued stateful set"
            )
            yield error(__name__, f"{workload.where}.scaling", message, "remove 'scaling' or 'queue'", where)


def _whole(workload: WorkloadDesign, design: ClusterDesign) -> int:
    """The least that a node of its groups offers of the resource."""
    mine = [models.group for models in design.nodes if models.group.name in workload.groups]
    return min((group.offers.get(workload.gpu_resource, 0) for group in mine), default=0)
