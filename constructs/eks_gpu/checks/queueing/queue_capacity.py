"""The queues promise more GPUs of a group than it can have.

**Why.** Kueue admits work by quota and knows nothing of nodes. If the quotas of a group are together more than its
maximum, Kueue starts gangs for which there are not enough nodes: some ranks hold nodes that are paid for, wait for the
others, and Kueue stops all of them after `ready_timeout`. Workloads without a queue take GPUs of the same nodes, and
those that serve go first.

**Fix.** Lower `gpu_quota` of the namespaces, or their parts (`queue.quotas`), or raise the group's maximum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks.queueing._words import gpus
from eks_gpu.design.queueing.queues import totals
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 12}
  - {name: product, gpu_quota: 8}
"""
GOOD = """\
queueing: kueue
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8}
  - {name: product, gpu_quota: 8}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up the quotas of each flavor, and what other workloads hold of it for as long as they exist."""
    if design.queueing is None:
        return
    for flavor in design.queueing.flavors:
        for resource in flavor.offers:
            owners = list(totals(design.queueing.queues, flavor.name, resource))
            promised, most = sum(amount for _, amount in owners), flavor.most(resource)
            outside = _outside(design, flavor.group, resource)
            if not owners or promised + outside <= most:
                continue
            each = listed(f"{queue.name} {amount}" for queue, amount in owners)
            message = (
                f"the queues promise {gpus(promised, resource)} of {flavor.group} ({each}), which has at most {most}"
            )
            message += f", {outside} of them for workloads without a queue" if outside else ""
            fix = f"lower the quotas by {promised + outside - most}, or raise the maximum of {flavor.group}"
            yield error(
                __name__, f"{owners[-1][0].where}.gpu_quota", message, fix, "namespaces", "gpu_node_groups", "workloads"
            )


def _outside(design: ClusterDesign, group: str, resource: str) -> int:
    """The amount that serving workloads without a queue always hold of a group, if they can go nowhere else."""
    return sum(
        one.spec.gpus * one.replicas
        for one in design.workloads
        if one.controlled and not one.queued and one.groups == (group,) and one.gpu_resource == resource
    )
