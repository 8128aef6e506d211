"""The parts of a namespace's quota on groups do not fit the quota or the groups.

**Why.** `queue.quotas` says where the GPUs of `gpu_quota` are. A part on a group that does not exist is lost, and parts
that add up to another number make one of the two numbers wrong. A group whose GPUs are cut into several kinds of MIG
slices has several resources, and one number cannot divide them.

**Fix.** Name groups of `gpu_node_groups`, with numbers that add up to `gpu_quota`; remove `quotas` for groups with
several kinds of slices, so that `gpu_quota` is divided in proportion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, instead
from eks_gpu.design.workloads.namespaces import gpu_limits
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - name: research
    gpu_quota: 8
    queue: {quotas: {gpu: 4}}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - name: research
    gpu_quota: 8
    queue: {quotas: {gpu: 8}}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the parts with the groups and with the whole."""
    for index, namespace in enumerate(design.spec.namespaces):
        where, queue = f"namespaces[{index}]", namespace.queue
        if queue is None:
            continue
        if design.queueing is None or namespace.gpu_quota is None:
            lacks = (
                "the cluster has no 'queueing'" if design.queueing is None else f"{namespace.name} has no 'gpu_quota'"
            )
            fix = "add 'queueing: kueue' and a 'gpu_quota', or remove it"
            yield error(__name__, f"{where}.queue", f"{lacks}, so there is no queue to divide", fix, "queueing", where)
        elif queue.quotas:
            yield from _parts(design, where, namespace.gpu_quota, queue.quotas)


def _parts(
    design: ClusterDesign, where: str, quota: int | Mapping[str, int], parts: Mapping[str, int]
) -> Iterator[Problem]:
    known = {group.name: group.offers for group in design.gpu_groups}
    wrong = [name for name in parts if len(known.get(name, ())) != 1]
    for name in wrong:
        here = f"{where}.queue.quotas.{name}"
        if name in known:
            message = f"{name} offers several resources ({listed(known[name])}), which one number cannot divide"
            yield error(__name__, here, message, "remove it", "gpu_node_groups")
        else:
            message = f"there is no GPU group {name!r}; the groups are {listed(known) or 'none'}"
            yield error(__name__, here, message, instead(name, list(known), "remove it"), "gpu_node_groups")
    if wrong or not design.queueing:
        return
    for resource, whole in gpu_limits(quota, design.queueing.resources).items():
        total = sum(amount for name, amount in parts.items() if resource in known[name])
        if total != whole:
            message = f"the parts of {resource} add up to {total}, and 'gpu_quota' is {whole}"
            fix = f"write 'gpu_quota: {total}', or other parts"
            yield error(__name__, f"{where}.queue.quotas", message, fix, f"{where}.gpu_quota", "gpu_node_groups")
